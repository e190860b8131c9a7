"""What a reader of a file gives: rows, faults, and a tick where neither came for a while."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from library.imports.columns import Columns

Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of one row, not yet read, and the line it begins on."""

    line: int
    cells: Sequence[str]
    # What it is of, where the source is made of files.
    file: str = ""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong at a line, or with a file; `skipped` where it cost a row."""

    line: int
    reason: str
    skipped: bool = True
    file: str = ""


@dataclass(frozen=True, slots=True)
class Tick:
    """Nothing to report, but time has passed: a moment to look whether to go on."""


def ticking(work: Generator[None, None, Found]) -> Generator[Tick, None, Found]:
    """Give a tick wherever `work` gives way; return what it returns."""
    try:
        while True:
            try:
                next(work)
            except StopIteration as end:
                found: Found = end.value
                return found
            yield Tick()
    finally:
        work.close()


class UnreadableFile(Exception):
    """Nothing of the file can be read; the message says why, with the line."""


class Source(Protocol):
    """A file being read. `position` is how many bytes of it have been."""

    columns: Columns

    @property
    def position(self) -> int: ...

    def rows(self) -> Iterator[Row | Fault | Tick]:
        """Read the file once from its beginning. Raises UnreadableFile where that makes no sense."""
