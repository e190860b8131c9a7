"""The rows of an upload of audio: one file, or a zip of many. Each file is kept and its tags read."""

from __future__ import annotations

import hashlib
import os
import uuid
import zipfile
from collections.abc import Generator, Iterator
from pathlib import Path, PurePosixPath
from typing import BinaryIO, Protocol

from django.conf import settings

from library.audio_files import KEPT, folder_of
from library.audio_kinds import HEAD_BYTES, audio_kind
from library.audio_tags import UnreadableAudio, read_tags
from library.imports.archive import Archive, BadMember
from library.imports.audio_columns import COLUMNS, cells_of
from library.imports.rows import Fault, Row, Tick, UnreadableFile
from library.models import LibraryImport

CHUNK = 1024 * 1024
MB = 1024 * 1024


class Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...


class Keeper:
    """Copies audio into the folder of a user, named by its content: the same file twice is one."""

    def __init__(self, user_id: int) -> None:
        self.folder = folder_of(user_id)
        self.most_bytes = settings.MUSICDB_MAX_UPLOAD_MB * MB

    def keep(self, stream: Readable) -> Generator[Tick, None, tuple[Path, int]]:
        """Copy a file, with ticks on the way; return where it lies and how large it is.

        Raises BadMember where it is no audio, or too large."""
        head = stream.read(HEAD_BYTES)
        kind = audio_kind(head)
        if kind is None:
            raise BadMember("no audio file")
        incoming = self.folder / f"incoming-{uuid.uuid4().hex}.{kind}"
        digest, size = hashlib.sha256(), 0
        try:
            with incoming.open("wb") as target:
                chunk = head
                while chunk:
                    size += len(chunk)
                    if size > self.most_bytes:
                        raise BadMember(f"larger than {self.most_bytes // MB} MB")
                    digest.update(chunk)
                    target.write(chunk)
                    yield Tick()
                    chunk = stream.read(CHUNK)
            return incoming.rename(self.folder / f"{digest.hexdigest()}.{kind}"), size
        finally:
            incoming.unlink(missing_ok=True)

    def row(
        self, stream: Readable, name: str, line: int
    ) -> Generator[Row | Fault | Tick, None, None]:
        """Keep one file and give its row, or what is wrong with it. `name` may have folders."""
        kept, size = yield from self.keep(stream)
        try:
            tags = read_tags(kept)
        except UnreadableAudio as error:
            kept.unlink(missing_ok=True)
            yield Fault(line, str(error), file=name)
            return
        title = PurePosixPath(name).stem
        kind = kept.suffix.removeprefix(".")
        cells = cells_of(tags, title=title, kind=kind, size=size, path=KEPT + kept.name)
        yield Row(line, cells, file=name)


class AudioUpload:
    """One audio file."""

    columns = COLUMNS

    def __init__(self, stream: BinaryIO, mine: LibraryImport) -> None:
        self.stream = stream
        self.mine = mine
        self.position = 0

    def rows(self) -> Iterator[Row | Fault | Tick]:
        if self.mine.is_upload:
            yield from self._kept()
        else:
            yield self._in_place()
        self.position = self.mine.size_bytes

    def _kept(self) -> Iterator[Row | Fault | Tick]:
        try:
            for item in Keeper(self.mine.user_id).row(self.stream, self.mine.filename, 1):
                if isinstance(item, Fault):
                    raise UnreadableFile(f"The audio file cannot be read: {item.reason}.")
                yield item
        except BadMember as error:
            raise UnreadableFile(f"The file cannot be imported: {error}.") from None

    def _in_place(self) -> Row:
        """A file of a folder that the operator allows stays where it is."""
        path = Path(self.mine.path)
        try:
            tags = read_tags(path)
        except UnreadableAudio as error:
            raise UnreadableFile(f"The audio file cannot be read: {error}.") from None
        kind = audio_kind(self.stream.read(HEAD_BYTES)) or path.suffix.removeprefix(".")
        size = os.fstat(self.stream.fileno()).st_size
        cells = cells_of(tags, title=path.stem, kind=kind, size=size, path=str(path))
        return Row(1, cells, file=self.mine.filename)


class ZipUpload:
    """A zip archive of audio files; other files in it are listed, and none is unpacked by its name."""

    columns = COLUMNS

    def __init__(self, stream: BinaryIO, mine: LibraryImport) -> None:
        self.archive = Archive(stream)
        self.keeper = Keeper(mine.user_id)

    @property
    def position(self) -> int:
        return self.archive.position

    def rows(self) -> Iterator[Row | Fault | Tick]:
        for number, member in enumerate(self.archive.members(), start=1):
            name = self.archive.name_of(member)
            try:
                with self.archive.open(member) as stream:
                    yield from self.keeper.row(stream, name, number)
            except BadMember as error:
                yield Fault(number, str(error), file=name, skipped=error.is_audio)
            except (zipfile.BadZipFile, RuntimeError, EOFError, ValueError) as error:
                yield Fault(number, f"it cannot be unpacked: {str(error)[:100]}", file=name)
            self.archive.position += member.compress_size
