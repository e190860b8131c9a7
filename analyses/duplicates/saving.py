"""Groups on their way into the database: in batches, each a transaction, seen by nobody until the
last is in and the analysis has ended."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from analyses.duplicates import itunes, retention
from analyses.duplicates.batch_rows import places_of, write_batch
from analyses.duplicates.comparison import Found
from analyses.duplicates.copying import Copied, copy, untouched
from analyses.duplicates.models import DuplicateAnalysis
from library.sort_keys import sort_key

if TYPE_CHECKING:
    from analyses.duplicates.comparison import Comparison
    from analyses.duplicates.hold import Hold

# Members a transaction: about 0.2 s. A group is not parted, however large it is.
BATCH = 800

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
    found_now = [group for group in ordered if isinstance(group, Found)]
    numbers = [indexes[id(group)] for group in found_now]
    places = dict(zip(map(id, found_now), places_of(numbers), strict=True))
    batches = list(_batches(found_now))
    # Reasons are worked out before each transaction opens.
    with closing(comparison.members(batches, hold.tick)) as several:
        for batch, rows in several:
            found = saved.matches.of(member.track_id for group in rows for member in group)
            with hold.writing():
                write_batch(analysis, batch, rows, found, [places[id(group)] for group in batch])
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
