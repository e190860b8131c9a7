"""Where uploaded files lie, from their first byte to the end of their import."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile

from library.audio_files import INCOMING

FIELD = "file"


class ReceivedFile(UploadedFile):
    """An upload that already lies in the folder of uploads."""

    def __init__(self, path: Path, name: str) -> None:
        super().__init__(file=path.open("wb"), name=name, size=0)
        self.path = path

    def take(self, name: str) -> Path:
        """Give the file its place for good and return that."""
        return self.path.rename(self.path.with_name(name))

    def discard(self) -> None:
        """Remove the file unless somebody has taken it."""
        self.close()
        self.path.unlink(missing_ok=True)


class StraightToDisk(FileUploadHandler):
    """Writes the field `file` into the folder of uploads, so that no second copy is made of it.

    Other files of the form are left out."""

    received: ReceivedFile | None = None
    open_file: ReceivedFile
    complete = False

    def new_file(self, *args: Any, **options: Any) -> None:
        super().new_file(*args, **options)
        if self.field_name != FIELD or self.received is not None:
            raise SkipFile
        self.received = self.open_file = ReceivedFile(_new_path(), self.file_name or "")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.open_file.write(raw_data)

    def file_complete(self, file_size: int) -> ReceivedFile:
        self.open_file.size = file_size
        self.open_file.close()
        self.complete = True
        return self.open_file

    def upload_interrupted(self) -> None:
        # Django says so too where another file of the form, left out, was the last one.
        if self.received is not None and not self.complete:
            self.received.discard()


def _new_path() -> Path:
    folder = Path(settings.UPLOAD_DIR)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder / f"{INCOMING}{uuid.uuid4().hex}"
