"""The library as a run reads it: version, tracks and verdicts of one moment, held to the run's end."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg
from psycopg import IsolationLevel

from analyses.duplicates import detector, verdicts
from analyses.duplicates.models import DuplicateAnalysis
from analyses.duplicates.records import COMPARED
from jobqueue import slots
from library import changes
from library.models import Track

BATCH = 2000

Tick = Callable[[str, int, int], None]


class Rows:
    """Rows of COMPARED and the size in bytes, packed until they are looked at, once."""

    def __init__(self) -> None:
        self._packed: list[bytes] = []
        self.sizes: list[int] = []

    def __len__(self) -> int:
        return len(self.sizes)

    def extend(self, rows: Iterable[tuple[Any, ...]]) -> None:
        for row in rows:
            self._packed.append(pickle.dumps(row[:-1], pickle.HIGHEST_PROTOCOL))
            self.sizes.append(row[-1] or 0)

    def taken(self) -> Iterator[tuple[Any, ...]]:
        """Yield the rows of COMPARED by rising id, and forget each."""
        self._packed.reverse()
        while self._packed:
            yield pickle.loads(self._packed.pop())  # noqa: S301 (packed by this very process)


@dataclass(frozen=True, kw_only=True)
class Snapshot:
    """What a run reads, in one transaction that only reads; verdicts as (track, track, what it says)."""

    session: psycopg.Connection
    analysis: DuplicateAnalysis
    version: int
    last_modified: datetime | None
    tracks: int
    verdicts: list[tuple[int, int, str]]
    fingerprint: str

    def state(self) -> dict[str, Any]:
        """Return the columns of the analysis that say what was read."""
        return {
            "library_version": self.version,
            "library_last_modified": self.last_modified,
            "library_track_count": self.tracks,
            "verdicts": self.fingerprint,
            "obeyed": self.verdicts,
            "detector_version": detector.version(),
        }

    def rows(self, tick: Tick) -> Rows:
        """Read all tracks that are to be compared; `tick` is called with ("load", read, there) and
        may raise."""
        read = Rows()
        sql, values = self._select((*COMPARED, "size_bytes"))
        with self.session.cursor(name="tracks") as cursor:
            cursor.execute(sql, values)
            while rows := cursor.fetchmany(BATCH):
                read.extend(rows)
                tick("load", len(read), max(self.tracks, len(read)))
        return read

    def rows_of_changed(self, ids: list[int], tick: Tick) -> Rows:
        """Read those of the tracks `ids` that are to be compared."""
        read = Rows()
        sql, values = self._select((*COMPARED, "size_bytes"), among=True)
        for start in range(0, len(ids), BATCH):
            part = ids[start : start + BATCH]
            read.extend(self.session.execute(sql, [*values, part]).fetchall())
            tick("load", start + len(part), len(ids))
        return read

    def changed_since(self, version: int) -> list[int]:
        """Return the ids of the tracks that came, went or changed after a version, rising."""
        return changes.tracks_since(self.session, self.analysis.user_id, version, self.version)

    def fields_of(self, ids: Iterable[int], fields: tuple[str, ...]) -> dict[int, tuple[Any, ...]]:
        """Return fields of tracks by id, whether they are compared or not; what is gone is missing."""
        columns = ", ".join(fields)
        rows = self.session.execute(
            f"SELECT id, {columns} FROM library_track WHERE id = ANY(%s) AND user_id = %s",  # noqa: S608
            [list(ids), self.analysis.user_id],
        )
        return {row[0]: row[1:] for row in rows}

    def _select(
        self, fields: tuple[str, ...], *, among: bool = False
    ) -> tuple[bytes, tuple[Any, ...]]:
        tracks = Track.objects.filter(user_id=self.analysis.user_id).in_library()
        if self.analysis.search_term:
            tracks = tracks.matching(self.analysis.search_term)
        sql, values = tracks.order_by().values_list(*fields).query.sql_with_params()
        if among:
            sql = f"{sql} AND id = ANY(%s)"
        return f"{sql} ORDER BY id".encode(), values


@contextmanager
def taken(analysis: DuplicateAnalysis) -> Iterator[Snapshot]:
    """Hold what an analysis compares as it is now, on a session of its own."""
    session = slots.connect()
    try:
        session.autocommit = False
        session.isolation_level = IsolationLevel.REPEATABLE_READ
        session.read_only = True
        version, last_modified = _version(session, analysis.user_id)
        yield Snapshot(
            session=session,
            analysis=analysis,
            version=version,
            last_modified=last_modified,
            tracks=_count(session, analysis.user_id),
            verdicts=verdicts.of(session, analysis.user_id),
            fingerprint=verdicts.fingerprint(analysis.user_id, session.cursor()),
        )
    finally:
        session.close()


def _version(session: psycopg.Connection, user_id: int) -> tuple[int, datetime | None]:
    row = session.execute(
        "SELECT version, updated_at FROM library_libraryversion WHERE user_id = %s", [user_id]
    ).fetchone()
    return row or (0, None)


def _count(session: psycopg.Connection, user_id: int) -> int:
    row = session.execute(
        "SELECT count(*) FROM library_track WHERE user_id = %s AND deleted_at IS NULL", [user_id]
    ).fetchone()
    return int(row[0]) if row else 0
