"""The library as a run reads it: version, tracks and verdicts of one moment."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg
from psycopg import IsolationLevel

from analyses.duplicates import detector, verdicts
from analyses.duplicates.models import DuplicateAnalysis
from jobqueue import slots
from library.models import Track

# What is compared, in the order of the detector's records.
COMPARED = (
    "id",
    "title",
    "artist",
    "album",
    "album_artist",
    "year",
    "track_number",
    "disc_number",
    "duration",
    "isrc",
    "format",
    "bitrate",
    "genre",
)
# What is only kept of the tracks in a group.
BESIDE = ("external_id", "play_count", "last_played", "date_added", "size_bytes")
FIELDS = COMPARED + BESIDE
BATCH = 2000


class Rows(Sequence[tuple[Any, ...]]):
    """Rows of FIELDS, packed: most of them are looked at once, and a library has many."""

    def __init__(self) -> None:
        self._packed: list[bytes] = []

    def extend(self, rows: Sequence[tuple[Any, ...]]) -> None:
        self._packed += [pickle.dumps(row, pickle.HIGHEST_PROTOCOL) for row in rows]

    def __getitem__(self, place: Any) -> Any:
        return pickle.loads(self._packed[place])  # noqa: S301 (packed by this very process)

    def __len__(self) -> int:
        return len(self._packed)


@dataclass(frozen=True, kw_only=True)
class Snapshot:
    """Tracks by ascending id, as rows of FIELDS; verdicts as (track, track, what it says)."""

    version: int
    last_modified: datetime | None
    tracks: int
    rows: Rows
    verdicts: list[tuple[int, int, str]]
    fingerprint: str

    def state(self) -> dict[str, Any]:
        """Return the columns of the analysis that say what was read."""
        return {
            "library_version": self.version,
            "library_last_modified": self.last_modified,
            "library_track_count": self.tracks,
            "total_tracks_analyzed": len(self.rows),
            "verdicts": self.fingerprint,
            "detector_version": detector.version(),
        }


def take(analysis: DuplicateAnalysis, tick: Callable[[str, int, int], None]) -> Snapshot:
    """Read what an analysis compares, on a session of its own and in one snapshot.

    `tick` is called with ("load", tracks read, tracks there) and may raise."""
    with _session() as session:
        version, last_modified = _version(session, analysis.user_id)
        return Snapshot(
            version=version,
            last_modified=last_modified,
            tracks=_count(session, analysis.user_id),
            rows=_rows(session, analysis, tick),
            verdicts=verdicts.of(session, analysis.user_id),
            fingerprint=verdicts.fingerprint(analysis.user_id, session.cursor()),
        )


@contextmanager
def _session() -> Iterator[psycopg.Connection]:
    session = slots.connect()
    try:
        session.autocommit = False
        session.isolation_level = IsolationLevel.REPEATABLE_READ
        session.read_only = True
        yield session
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


def _rows(
    session: psycopg.Connection,
    analysis: DuplicateAnalysis,
    tick: Callable[[str, int, int], None],
) -> Rows:
    there = _count(session, analysis.user_id)
    tracks = Track.objects.filter(user_id=analysis.user_id).in_library()
    if analysis.search_term:
        tracks = tracks.matching(analysis.search_term)
    sql, values = tracks.order_by("pk").values_list(*FIELDS).query.sql_with_params()
    read = Rows()
    with session.cursor(name="tracks") as cursor:
        cursor.execute(sql.encode(), values)
        while rows := cursor.fetchmany(BATCH):
            read.extend(rows)
            tick("load", len(read), there)
    return read
