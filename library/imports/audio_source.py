"""The rows of an upload of audio: one file, or a zip of many. Each file is kept and its tags read."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from library.audio_kinds import kind_of
from library.audio_tags import read_tags
from library.imports.archive import Archive, BadMember
from library.imports.audio_columns import COLUMNS, cells_of
from library.imports.keeping import Keeper
from library.imports.rows import Fault, Row, Tick, UnreadableFile, ticking
from library.isolation import Unreadable
from library.models import LibraryImport


class AudioUpload:
    """One audio file."""

    columns = COLUMNS

    def __init__(self, stream: BinaryIO, mine: LibraryImport) -> None:
        self.stream = stream
        self.mine = mine
        self.position = 0

    def rows(self) -> Iterator[Row | Fault | Tick]:
        try:
            yield from self._kept() if self.mine.is_upload else self._in_place()
        except Unreadable as error:
            raise UnreadableFile(f"The audio file cannot be read: {error}.") from None
        except BadMember as error:
            raise UnreadableFile(f"The file cannot be imported: {error}.") from None
        self.position = self.mine.size_bytes

    def _kept(self) -> Iterator[Row | Tick]:
        yield from Keeper(self.mine.user_id).row(self.stream, self.mine.filename, 1)

    def _in_place(self) -> Iterator[Row | Tick]:
        """A file of a folder that the operator allows stays where it is."""
        path = Path(self.mine.path)
        tags = yield from ticking(read_tags(path))
        kind = kind_of(self.stream) or path.suffix.removeprefix(".")
        size = os.fstat(self.stream.fileno()).st_size
        names = [path.stem, path.name]
        cells = cells_of(tags, names=names, kind=kind, size=size, path=str(path))
        yield Row(1, cells, file=self.mine.filename)


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
                yield Fault(number, str(error), file=name, skipped=error.skipped)
            except Unreadable as error:
                yield Fault(number, str(error), file=name)
            self.archive.position += member.compress_size
