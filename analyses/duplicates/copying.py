"""Groups that a refresh leaves as they are: copied by the database, row to row."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import connection

from analyses.duplicates.models import DuplicateAnalysis, DuplicateGroup, DuplicateTrack

if TYPE_CHECKING:
    from analyses.duplicates.comparison import Comparison
    from analyses.duplicates.hold import Hold

# The lock, which no reader and no edit feels, keeps a track from vanishing before its snapshot is in.
STILL_THERE = "SELECT id FROM library_track WHERE id = ANY(%s) ORDER BY id FOR KEY SHARE"
# Groups whose members are read at once.
BATCH = 5000

# What is not copied: the row's own, what the new analysis decides, and what its user has done.
OWN = {
    "id",
    "analysis",
    "group_index",
    "resolved",
    "resolved_at",
    "resolved_by",
    "resolution_action",
}
# Of a track, what changes without being a change of the library; taken as it is now.
LIVE = ("play_count", "last_played", "date_added", "size_bytes")

GROUPS = """
INSERT INTO duplicates_duplicategroup (analysis_id, group_index, resolved, {columns})
SELECT %s, copied.index, false, {values}
FROM unnest(%s::bigint[], %s::int[]) AS copied (id, index)
JOIN duplicates_duplicategroup old ON old.id = copied.id
"""
TRACKS = """
INSERT INTO duplicates_duplicatetrack (group_id, track_id, {columns})
SELECT new.id, track.id, {values}
FROM unnest(%s::bigint[], %s::int[]) AS copied (id, index)
JOIN duplicates_duplicategroup new
    ON new.analysis_id = %s AND new.group_index = copied.index
JOIN duplicates_duplicatetrack old ON old.group_id = copied.id
LEFT JOIN library_track track ON track.id = old.track_id
"""


@dataclass(frozen=True, kw_only=True)
class Copied:
    """A group of an earlier analysis, as far as its place among the others depends on it."""

    group_id: int
    canonical_id: int
    title: str
    artist: str
    album: str
    average_similarity_score: float
    size: int


def untouched(earlier: DuplicateAnalysis, comparison: Comparison, hold: Hold) -> list[Copied]:
    """Return the groups of an earlier analysis that hold no track which was grouped anew or is gone."""
    import numpy as np

    assert comparison.redone is not None  # noqa: S101 (groups were made beside an earlier analysis)
    ids = comparison.ids
    staying = ids[~comparison.redone]
    found: list[Copied] = []
    last = 0
    while rows := _groups_behind(earlier, last):
        last = rows[-1][-1]
        members = _members_of([row[0] for row in rows])
        tracks = np.array([track or 0 for _, track in members], np.int64)
        stays = np.isin(tracks, staying)
        lost = {
            group for (group, _), there in zip(members, stays.tolist(), strict=True) if not there
        }
        found += [
            Copied(
                group_id=group,
                canonical_id=canonical,
                title=title,
                artist=artist,
                album=album,
                average_similarity_score=score,
                size=count + 1,
            )
            for group, canonical, title, artist, album, score, count, _ in rows
            if group not in lost
        ]
        hold.tick("read", len(found), earlier.total_groups_found)
    return found


def copy(analysis: DuplicateAnalysis, groups: list[tuple[int, int]]) -> None:
    """Copy groups, given with their new index, and their tracks; inside the caller's transaction."""
    both = [[group for group, _ in groups], [index for _, index in groups]]
    columns = _columns(DuplicateGroup, OWN)
    own = _columns(DuplicateTrack, {"id", "group", "track"})
    live = [
        f"coalesce(track.{name}, old.{name})" if name in LIVE else f"old.{name}" for name in own
    ]
    still_there(track for _, track in _members_of(both[0]) if track)
    with connection.cursor() as cursor:
        cursor.execute(
            GROUPS.format(
                columns=", ".join(columns), values=", ".join(f"old.{name}" for name in columns)
            ),
            [analysis.pk, *both],
        )
        cursor.execute(
            TRACKS.format(columns=", ".join(own), values=", ".join(live)), [*both, analysis.pk]
        )


def still_there(ids: Iterable[int]) -> set[int]:
    """Return which tracks exist, and keep them from vanishing until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(STILL_THERE, [sorted(ids)])
        return {row[0] for row in cursor.fetchall()}


def _columns(model: type[DuplicateGroup | DuplicateTrack], without: set[str]) -> list[str]:
    fields = model._meta.concrete_fields
    return [str(field.column) for field in fields if field.name not in without]


def _groups_behind(
    earlier: DuplicateAnalysis, last: int
) -> list[tuple[int, int, str, str, str, float, int, int]]:
    """Return the groups behind an index, with their canonical track and their own index."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT g.id, t.track_id, t.title, t.artist, t.album, g.average_similarity_score,
                      g.duplicate_count, g.group_index
               FROM duplicates_duplicategroup g
               JOIN duplicates_duplicatetrack t ON t.group_id = g.id AND t.position = 0
               WHERE g.analysis_id = %s AND g.group_index > %s
               ORDER BY g.group_index LIMIT %s""",
            [earlier.pk, last, BATCH],
        )
        return cursor.fetchall()


def _members_of(groups: list[int]) -> list[tuple[int, int | None]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT group_id, track_id FROM duplicates_duplicatetrack WHERE group_id = ANY(%s)",
            [groups],
        )
        return cursor.fetchall()
