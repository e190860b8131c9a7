"""Small libraries for the tests of the detector, and what it says of them."""

from __future__ import annotations

from typing import Any

from analyses.duplicates import detection
from analyses.duplicates.detection import Group, Kind, Library, Record, Settings

# A track that says enough of itself; tests change what they are about.
TRACK = Record(
    track_id=1,
    title="Northern Harbour",
    artist="The Paper Lanterns",
    album="Low Tide",
    year=1997,
    track_number=3,
    duration=214.0,
)


def track(**changes: Any) -> Record:
    return TRACK._replace(**changes)


def library_of(*tracks: Record) -> Library:
    """Return a library of tracks, numbered from 1 on."""
    rows = [one._replace(track_id=number) for number, one in enumerate(tracks, start=1)]
    return detection.prepare(rows)


def scores_of(library: Library) -> detection.PairScores:
    candidates = detection.find_candidates(library)
    blocks = range(candidates.blocks)
    return detection.joined([detection.score(library, *candidates.block(n)) for n in blocks])


def groups_of(
    library: Library,
    verdicts: list[tuple[int, int, str]] | None = None,
    settings: Settings | None = None,
) -> list[Group]:
    pairs = scores_of(library)
    return detection.group(library, pairs, verdicts or [], settings)


def ids_of(library: Library, groups: list[Group]) -> set[frozenset[int]]:
    """Return each group as the ids of its tracks."""
    return {frozenset(library.track_ids[g.members].tolist()) for g in groups}


def are_one(left: Record, right: Record, settings: Settings | None = None) -> bool:
    """Return whether two tracks, alone in a library, are one group."""
    return len(groups_of(library_of(left, right), settings=settings)) == 1


def relation(left: Record, right: Record) -> str:
    """Return what two tracks, alone in a library, are to each other: "duplicate", "other_release",
    "version" or "different"."""
    library = library_of(left, right)
    groups = groups_of(library)
    if groups:
        return groups[0].outcome.value
    kinds = scores_of(library).kind.tolist()
    return "version" if Kind.VERSION in kinds else "different"
