"""The rows of a CSV file by its header: any order, any case, faults by line, bounded memory."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from typing import BinaryIO

from library.imports import cells
from library.imports.cells import cached
from library.imports.columns import READERS, SLOTS, Column, Columns
from library.imports.rows import Fault, Row, Tick, UnreadableFile

MB = 1024 * 1024
# Longer lines and cells are listed, not read: memory stays bounded whatever the file.
LONGEST_LINE = 8 * MB
BOM = "\ufeff"

# Names in the header, in the order in which they fill a value.
NAMES = {
    **{name: name for name in SLOTS if name not in {"size_bytes", "is_favorite", "skip_count"}},
    "song_name": "title",
    "artist_name": "artist",
    "album_name": "album",
    "duration_ms": "duration",
    "length": "duration",
}
OWN_READERS = {
    "duration_ms": cached(cells.milliseconds),
    "length": cached(cells.length),
}
# A file is named by the column that says most exactly how long a track is.
PRECEDENCE = ["title", "song_name", "duration_ms", "duration", "length"]


class Lines:
    """The physical lines of a file as text. A line that is none is empty, and has its fault kept."""

    def __init__(self, stream: BinaryIO) -> None:
        self.stream = stream
        self.position = 0
        self.count = 0
        self.faults: list[Fault] = []

    def __iter__(self) -> Iterator[str]:
        for raw in iter(lambda: self.stream.readline(LONGEST_LINE), b""):
            self.position += len(raw)
            self.count += 1
            yield self._text(raw)

    def _text(self, raw: bytes) -> str:
        if len(raw) == LONGEST_LINE and not raw.endswith(b"\n"):
            self._skip_line()
            return self._refused(f"a line of more than {LONGEST_LINE // MB} MB")
        if b"\0" in raw:
            return self._refused("a NUL character")
        try:
            return raw.decode()
        except UnicodeDecodeError as error:
            return self._refused(f"not UTF-8 at byte {error.start + 1} of the line")

    def _skip_line(self) -> None:
        while raw := self.stream.readline(MB):
            self.position += len(raw)
            if raw.endswith(b"\n"):
                return

    def _refused(self, reason: str) -> str:
        self.faults.append(Fault(self.count, reason))
        return "\n"


class CSVFile:
    """A CSV file open for reading in binary."""

    def __init__(self, stream: BinaryIO) -> None:
        csv.field_size_limit(LONGEST_LINE)
        self.lines = Lines(stream)
        self.text = iter(self.lines)
        header = self._header()
        self.reader = csv.reader(self.text, delimiter=_delimiter(header), strict=True)
        names = _read_header(header, self.reader.dialect.delimiter)
        self.columns = _columns(names)
        self.width = len(names)

    @property
    def position(self) -> int:
        return self.lines.position

    def rows(self) -> Iterator[Row | Fault | Tick]:
        while True:
            line = self.lines.count + 1
            try:
                row = next(self.reader, None)
            except csv.Error as error:
                self._forget(self.lines.faults)
                yield Fault(line, _broken(error))
                continue
            if self.lines.faults:
                yield from self._faults()
                continue
            if row is None:
                return
            if row:
                yield self._row(line, row)

    def _row(self, line: int, row: list[str]) -> Row | Fault:
        missing = self.width - len(row)
        if missing > 0:
            row += [""] * missing
        elif missing < 0 and any(row[self.width :]):
            return Fault(line, f"{len(row)} cells, the header has {self.width}")
        return Row(line, row)

    def _faults(self) -> Iterator[Fault]:
        yield from self.lines.faults
        self._forget(self.lines.faults)

    def _forget(self, faults: list[Fault]) -> None:
        faults.clear()

    def _header(self) -> str:
        for text in self.text:
            if self.lines.faults:
                raise UnreadableFile(f"Line {self.lines.count}: {self.lines.faults[0].reason}.")
            if text.strip(BOM + " \t\r\n"):
                return text.lstrip(BOM)
        raise UnreadableFile("The file is empty.")


def _broken(error: csv.Error) -> str:
    """Return in words what Python's reader says."""
    if "unexpected end of data" in str(error):
        return "a quote is opened here and never closed: all lines from here on are lost"
    if "new-line character" in str(error):
        return (
            "a line end in a cell without quotes; lines that end with CR alone are not understood"
        )
    return f"broken: {error}"


def _delimiter(header: str) -> str:
    """Return what separates the header's names: a comma, as a rule."""
    return max(",;\t", key=lambda character: (header.count(character), character == ","))


def _read_header(header: str, delimiter: str) -> list[str]:
    try:
        names = next(csv.reader([header], delimiter=delimiter, strict=True), [])
    except csv.Error as error:
        raise UnreadableFile(f"Line 1: the header cannot be read: {_broken(error)}.") from None
    return [re.sub(r"[\s-]+", "_", name.strip().lower()) for name in names]


def _columns(names: Sequence[str]) -> Columns:
    known = {name: index for index, name in reversed(list(enumerate(names))) if name in NAMES}
    ordered = sorted(known, key=lambda name: (_place(name), known[name]))
    columns = [
        Column(
            name=name,
            index=known[name],
            slot=SLOTS[NAMES[name]],
            read=OWN_READERS.get(name) or READERS[NAMES[name]],
        )
        for name in ordered
    ]
    if not columns or NAMES[columns[0].name] != "title":
        found = ", ".join(name[:40] for name in names[:20] if name) or "nothing"
        raise UnreadableFile(f"Line 1: the header has no column `title`; it has {found}.")
    return Columns.of(columns)


def _place(name: str) -> int:
    return PRECEDENCE.index(name) if name in PRECEDENCE else len(PRECEDENCE)
