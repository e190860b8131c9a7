"""A batch of rows into PostgreSQL: known ones are compared, changed ones updated, new ones added."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from library.changes import Log
from library.imports import sql
from library.imports.ahead import KnownRow
from library.imports.columns import Columns
from library.imports.rows import Fault
from library.models import LibraryImport

SOURCES_WITH_ENTRIES = frozenset({LibraryImport.SourceType.ITUNES_XML})


@dataclass
class Counts:
    """What became of the rows of a batch, and what was wrong with them."""

    added: int = 0
    updated: int = 0
    unchanged: int = 0
    skipped: int = 0
    faults: list[Fault] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Incoming:
    """A row that the library lacks, or has with other cells."""

    track: int | None
    values: list[Any]
    known: KnownRow
    faulty: bool

    def staged(self) -> list[Any]:
        """Return the row of the table that it is copied to, in the order of sql.STAGED."""
        known = self.known
        # A row with a fault is read again each time, so that its fault is listed each time.
        row_hash = None if self.faulty else known.row_hash
        return [self.track, *self.values, known.identity, known.occurrence, row_hash]


def write(mine: LibraryImport, columns: Columns, rows: Sequence[KnownRow], log: Log) -> Counts:
    """Write rows in the caller's transaction, and tell the log which tracks are new or changed.

    The user's library must be locked (`changes.writing`): nobody else adds the same rows."""
    # Rows of the trash are read for their entries alone: they count as unchanged.
    counts, of_trash = Counts(), Counts()
    has_entries = mine.source_type in SOURCES_WITH_ENTRIES
    groups = _by_identity(rows)
    lasts = [group[-1] for group in groups]
    incoming = []
    for number, track, in_trash in _unsettled(mine.user_id, lasts, has_entries):
        found = _read(columns, groups[number - 1], track, of_trash if in_trash else counts)
        if found is not None:
            incoming.append(found)
    if incoming:
        _stage(incoming)
        if has_entries:
            _execute(sql.ENTRIES, [mine.user_id, mine.pk])
            _execute(sql.LEAVE_TRASH)
        _insert(mine.user_id, mine.source_type, log, counts)
        _update(log, counts)
    counts.unchanged = len(rows) - counts.added - counts.updated - counts.skipped
    return counts


def tidy() -> None:
    """Leave searches and lists as quick as they were before so many tracks came."""
    _execute(sql.SORT_IN)
    _execute(sql.COUNT_ANEW)


def write_faults(import_id: Any, faults: Sequence[Fault]) -> None:
    with connection.cursor() as cursor, cursor.copy(sql.COPY_FAULTS) as copy:
        for fault in faults:
            # A file is known by its name, and its number says nothing.
            line = None if fault.file else fault.line
            copy.write_row((import_id, line, fault.file, fault.reason[:500]))


def _by_identity(rows: Sequence[KnownRow]) -> list[list[KnownRow]]:
    """Return rows of one track together: an id may come more than once in a file."""
    groups: dict[tuple[int, int], list[KnownRow]] = {}
    for row in rows:
        groups.setdefault((row.identity, row.occurrence), []).append(row)
    return list(groups.values())


def _unsettled(
    user_id: int, rows: Sequence[KnownRow], with_trash: bool
) -> list[tuple[int, int | None, bool]]:
    """Return the numbers (from 1) of the rows to read, each with the track it is known as and
    whether that lies in the trash."""
    lists = [
        _array(row.identity for row in rows),
        _array(row.occurrence for row in rows),
        _array(row.row_hash for row in rows),
    ]
    with connection.cursor() as cursor:
        cursor.execute(sql.BY_INDEX)
        cursor.execute(sql.UNSETTLED, [*lists, user_id, with_trash])
        return list(cursor.fetchall())


def _array(numbers: Iterable[int]) -> str:
    """Return PostgreSQL's own text of an array: adapting thousands of numbers one by one is slow."""
    return "{" + ",".join(map(str, numbers)) + "}"


def _read(
    columns: Columns, rows: Sequence[KnownRow], track: int | None, counts: Counts
) -> Incoming | None:
    """Return what the rows of one track say together, later ones above earlier ones."""
    merged: list[Any] = []
    faulty = False
    for known in rows:
        reading = known.reading or columns.read(known.row.cells)
        skipped = reading.values is None
        line, file = known.row.line, known.row.file
        counts.faults += [Fault(line, reason, skipped, file) for reason in reading.faults]
        counts.skipped += skipped
        if reading.values is None:
            continue
        counts.updated += bool(merged)
        faulty = faulty or bool(reading.faults)
        merged = _over(merged, reading.values) if merged else reading.values
    if not merged:
        return None
    return Incoming(track, merged, rows[-1], faulty)


def _over(old: list[Any], new: list[Any]) -> list[Any]:
    """Return the new values; where they say nothing, the old ones."""
    return [before if now is None else now for before, now in zip(old, new, strict=True)]


def _stage(incoming: Sequence[Incoming]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql.STAGE)
        with cursor.copy(sql.COPY) as copy:
            for row in incoming:
                copy.write_row(row.staged())


def _insert(user_id: int, source_type: str, log: Log, counts: Counts) -> None:
    _execute(sql.GATHER)
    [(new,)] = _execute(sql.INSERT, [user_id, source_type])
    if new:
        counts.added += len(new)
        log.added(new)


def _update(log: Log, counts: Counts) -> None:
    changed: dict[tuple[str, ...], list[int]] = {}
    for track, names in _execute(sql.DIFFERENCES):
        if names:
            changed.setdefault(tuple(names), []).append(track)
    tracks = [track for same in changed.values() for track in same]
    if tracks:
        _execute(sql.UPDATE, [tracks])
    _execute(sql.SETTLE)
    counts.updated += len(tracks)
    for names, same in changed.items():
        log.modified(same, names)


def _execute(statement: str, values: Sequence[Any] = ()) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, list(values))
        return list(cursor.fetchall()) if cursor.description else []
