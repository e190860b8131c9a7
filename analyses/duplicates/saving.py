"""Groups on their way into the database: in batches, each a transaction, seen by nobody until the
last is in and the analysis has ended."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import connection

from analyses.duplicates import itunes, retention
from analyses.duplicates.comparison import Found
from analyses.duplicates.copying import Copied, copy, still_there, untouched
from analyses.duplicates.membership import KEPT, Member
from analyses.duplicates.models import DuplicateAnalysis, DuplicateGroup, DuplicateTrack
from library.sort_keys import sort_key

if TYPE_CHECKING:
    from analyses.duplicates.comparison import Comparison
    from analyses.duplicates.hold import Hold

# Members a transaction: about 0.2 s.
BATCH = 500

COPIED = (
    "group_id",
    "position",
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
COPY = f"COPY duplicates_duplicatetrack ({', '.join(COPIED)}) FROM STDIN"

Sortable = Found | Copied


@dataclass(frozen=True, kw_only=True)
class Saved:
    """What is to be written: groups that were made, with the iTunes entries of their tracks, and the
    analysis whose other groups, which nothing touched, are copied."""

    groups: Sequence[Found]
    matches: itunes.Matches
    earlier: DuplicateAnalysis | None = None


def save(analysis: DuplicateAnalysis, saved: Saved, comparison: Comparison, hold: Hold) -> None:
    """Write the groups in the order asked for, and the totals; `analysis` is then ready to be seen.

    Whatever an earlier run has left is removed first. May raise what `hold` raises; what is
    written then is seen by nobody."""
    with hold.writing():
        _mark(analysis, result_saved=False)
    retention.remove_groups(analysis.pk, writing=hold.writing, between=hold.tick)
    kept = [one for one in saved.groups if one.average_similarity_score >= analysis.min_confidence]
    copied = untouched(saved.earlier, comparison, hold) if saved.earlier else []
    ordered = in_order(analysis, [*kept, *copied])
    indexes = {id(group): number for number, group in enumerate(ordered, start=1)}
    done = 0
    for batch in _batches([group for group in ordered if isinstance(group, Found)]):
        # Reasons are worked out before the transaction opens.
        rows = comparison.members(batch)
        found = saved.matches.of(member.track_id for group in rows for member in group)
        with hold.writing():
            _write(analysis, batch, rows, found, [indexes[id(group)] for group in batch])
        done += len(batch)
        hold.found(done)
        hold.tick("save", done, len(ordered))
    for part in _batches([group for group in ordered if isinstance(group, Copied)]):
        with hold.writing():
            copy(analysis, [(group.group_id, indexes[id(group)]) for group in part])
        done += len(part)
        hold.found(done)
        hold.tick("save", done, len(ordered))
    with hold.writing():
        _mark(analysis, result_saved=True, **_obeyed(comparison), **_totals(ordered))


def in_order(analysis: DuplicateAnalysis, groups: Sequence[Sortable]) -> list[Sortable]:
    """Return the groups in the order that was asked for."""
    by = DuplicateAnalysis.SortBy
    keys = {
        by.ARTIST: lambda one: (sort_key(one.artist), sort_key(one.title), one.canonical_id),
        by.TITLE: lambda one: (sort_key(one.title), sort_key(one.artist), one.canonical_id),
        by.ALBUM: lambda one: (sort_key(one.album), sort_key(one.title), one.canonical_id),
        by.CONFIDENCE: lambda one: (-one.average_similarity_score, one.canonical_id),
        by.DUPLICATES: lambda one: (-one.size, one.canonical_id),
    }
    return sorted(groups, key=keys[by(analysis.sort_by)])


def _batches(groups: Sequence[Sortable]) -> Iterator[list[Any]]:
    batch: list[Sortable] = []
    members = 0
    for group in groups:
        batch.append(group)
        members += group.size
        if members >= BATCH:
            yield batch
            batch, members = [], 0
    if batch:
        yield batch


def _write(
    analysis: DuplicateAnalysis,
    groups: list[Found],
    members: list[list[Member]],
    found: Mapping[int, itunes.Match],
    indexes: list[int],
) -> None:
    there = still_there(member.track_id for group in members for member in group)
    rows = DuplicateGroup.objects.bulk_create(
        _group(analysis, group, tracks, index, there, found)
        for group, tracks, index in zip(groups, members, indexes, strict=True)
    )
    with connection.cursor() as cursor, cursor.copy(COPY) as copy:
        for row, tracks in zip(rows, members, strict=True):
            for position, member in enumerate(tracks):
                match = found.get(member.track_id)
                copy.write_row(_track(row, position, member, there, match))


def _group(
    analysis: DuplicateAnalysis,
    group: Found,
    members: list[Member],
    index: int,
    there: set[int],
    found: Mapping[int, itunes.Match],
) -> DuplicateGroup:
    matched = itunes.group_data([member.track_id for member in members], found)
    texts = (one.snapshot[name] for one in members for name in ("title", "artist", "album"))
    return DuplicateGroup(
        analysis=analysis,
        group_index=index,
        canonical_track_id=group.canonical_id if group.canonical_id in there else None,
        duplicate_count=len(members) - 1,
        average_similarity_score=group.average_similarity_score,
        outcome=group.outcome,
        suggested_action=group.suggested_action,
        flagged=group.flagged,
        related_versions=group.related_versions,
        has_itunes_matches=matched is not None,
        itunes_match_data=matched,
        artist_key=sort_key(group.artist) or None,
        title_key=sort_key(group.title) or None,
        searched="\n".join(dict.fromkeys(sort_key(text) for text in texts if text)),
    )


def _track(
    group: DuplicateGroup,
    position: int,
    member: Member,
    there: set[int],
    match: itunes.Match | None,
) -> tuple[Any, ...]:
    """Return the values of COPIED."""
    return (
        group.pk,
        position,
        member.track_id if member.track_id in there else None,
        *(member.snapshot[name] for name in KEPT),
        member.similarity_score,
        position == 0,
        json.dumps(member.reasons),
        match is not None,
        match.confidence if match else None,
        match.type if match else DuplicateTrack.ITunesMatch.NONE.value,
    )


def _mark(analysis: DuplicateAnalysis, **fields: Any) -> None:
    DuplicateAnalysis.objects.filter(pk=analysis.pk).update(**fields)
    for name, value in fields.items():
        setattr(analysis, name, value)


def _obeyed(comparison: Comparison) -> dict[str, Any]:
    """Return the verdicts that the groups follow; a run that was interrupted has read later ones
    since it noted what it compares."""
    return {"verdicts": comparison.taken.fingerprint, "obeyed": comparison.taken.verdicts}


def _totals(groups: Sequence[Sortable]) -> dict[str, Any]:
    count = len(groups)
    return {
        "total_groups_found": count,
        "total_duplicates_found": sum(group.size - 1 for group in groups),
        "average_similarity_score": (
            sum(group.average_similarity_score for group in groups) / count if count else None
        ),
    }
