"""A batch of groups, and the tracks in them, as rows of their two tables."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db import connection

from analyses.duplicates import itunes
from analyses.duplicates.copying import still_there
from analyses.duplicates.membership import KEPT, Member
from analyses.duplicates.models import DuplicateAnalysis, DuplicateTrack
from library.sort_keys import sort_key

if TYPE_CHECKING:
    from analyses.duplicates.comparison import Found

OF_GROUP = (
    "canonical_track_id",
    "duplicate_count",
    "average_similarity_score",
    "outcome",
    "suggested_action",
    "flagged",
    "related_versions",
    "has_itunes_matches",
    "itunes_match_data",
    "artist_key",
    "title_key",
    "searched",
)
OF_TRACK = (
    "track_id",
    *KEPT,
    "similarity_score",
    "is_canonical",
    "reasons",
    "itunes_match_found",
    "itunes_match_confidence",
    "itunes_match_type",
)
# Thrice as fast as an INSERT, which would escape each reason as part of an array.
COPY_GROUPS = (
    "COPY duplicates_duplicategroup (id, analysis_id, group_index, resolved, "
    f"{', '.join(OF_GROUP)}) FROM STDIN"
)
COPY_TRACKS = (
    f"COPY duplicates_duplicatetrack (group_id, position, {', '.join(OF_TRACK)}) FROM STDIN"
)
NEW_IDS = """
SELECT nextval(pg_get_serial_sequence('duplicates_duplicategroup', 'id'))
FROM generate_series(1, %s)
"""


class Place(NamedTuple):
    """Where a group stands: its number in the order asked for, from 1, and the id of its row."""

    group_index: int
    row_id: int


def places_of(indexes: Sequence[int]) -> list[Place]:
    """Return places for groups with these rising numbers. Lists break ties by id, so ids rise too,
    whenever each group is written."""
    with connection.cursor() as cursor:
        cursor.execute(NEW_IDS, [len(indexes)])
        ids = sorted(row[0] for row in cursor.fetchall())
    return [Place(*both) for both in zip(indexes, ids, strict=True)]


def write_batch(
    analysis: DuplicateAnalysis,
    groups: Sequence[Found],
    members: list[list[Member]],
    found: Mapping[int, itunes.Match],
    places: list[Place],
) -> None:
    """Write groups with their tracks, the iTunes entries of these, and their places; inside the caller's
    transaction."""
    there = still_there(member.track_id for group in members for member in group)
    with connection.cursor() as cursor:
        with cursor.copy(COPY_GROUPS) as copy:
            for place, group, tracks in zip(places, groups, members, strict=True):
                head = (place.row_id, analysis.pk, place.group_index, False)
                copy.write_row((*head, *_group(group, tracks, there, found)))
        with cursor.copy(COPY_TRACKS) as copy:
            for place, tracks in zip(places, members, strict=True):
                for position, member in enumerate(tracks):
                    match = found.get(member.track_id)
                    copy.write_row(
                        (place.row_id, position, *_track(position, member, there, match))
                    )


def _group(
    group: Found, members: list[Member], there: set[int], found: Mapping[int, itunes.Match]
) -> tuple[Any, ...]:
    """Return the values of OF_GROUP."""
    matched = itunes.group_data([member.track_id for member in members], found)
    texts = (one.snapshot[name] for one in members for name in ("title", "artist", "album"))
    # Those of copies are mostly the same.
    keys = (sort_key(text) for text in dict.fromkeys(texts) if text)
    return (
        group.canonical_id if group.canonical_id in there else None,
        len(members) - 1,
        group.average_similarity_score,
        group.outcome,
        group.suggested_action,
        group.flagged,
        json.dumps(group.related_versions),
        matched is not None,
        json.dumps(matched) if matched is not None else None,
        sort_key(group.artist) or None,
        sort_key(group.title) or None,
        "\n".join(dict.fromkeys(keys)),
    )


def _track(
    position: int, member: Member, there: set[int], match: itunes.Match | None
) -> tuple[Any, ...]:
    """Return the values of OF_TRACK."""
    return (
        member.track_id if member.track_id in there else None,
        *(member.snapshot[name] for name in KEPT),
        member.why.similarity_score,
        position == 0,
        member.why.reasons,
        match is not None,
        match.confidence if match else None,
        match.type if match else DuplicateTrack.ITunesMatch.NONE.value,
    )
