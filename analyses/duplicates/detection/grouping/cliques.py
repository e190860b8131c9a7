"""Components in which all tracks match each other: each is one group, and most components are such.

Average linkage would join them pair by pair to the same end, as no average of matches is below the
threshold; here all of them are found and measured at once. Whoever has to do with a verdict is left
to the linkage."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from analyses.duplicates.detection.grouping.components import labels_of
from analyses.duplicates.detection.grouping.graph import Verdict, positions_of
from analyses.duplicates.detection.grouping.tracks import Tracks
from analyses.duplicates.detection.outcomes import Kind
from analyses.duplicates.detection.progress import Pace, Progress
from analyses.duplicates.detection.scoring.pairs import PairScores

Row = tuple[list[int], list[float], float, bool, set[int]]
"""Of a group: members, the canonical first, their scores with it, the average over all pairs, whether
any of them is another release, and the versions of them."""


@dataclass(frozen=True, kw_only=True)
class Cliques:
    """inside: which tracks are in one, a mask. The arrays have a row for each such track, clique by
    clique, the canonical first, then by falling score."""

    inside: np.ndarray
    members: np.ndarray
    scores: np.ndarray
    starts: np.ndarray
    averages: np.ndarray
    is_other_release: np.ndarray
    versions: dict[int, set[int]]

    def groups(self, progress: Progress) -> Iterator[Row]:
        """Yield the groups."""
        pace = Pace(progress, "group", len(self.averages))
        members, scores = self.members.tolist(), self.scores.tolist()
        starts, averages = self.starts.tolist(), self.averages.tolist()
        for number, is_other in enumerate(self.is_other_release.tolist()):
            if number % 256 == 0:
                pace.at(number)
            here = members[starts[number] : starts[number + 1]]
            related = self.versions.get(number)
            yield (
                here,
                scores[starts[number] : starts[number + 1]],
                averages[number],
                is_other,
                related - set(here) if related else set(),
            )


def cliques_of(
    library: Tracks, pairs: PairScores, verdicts: Iterable[Verdict], threshold: float
) -> Cliques:
    """Return the cliques of usable pairs."""
    matches = pairs.only(np.flatnonzero(_is_match(pairs, threshold)))
    nodes = library.nodes
    labels = labels_of(np.stack((matches.left, matches.right), axis=1), len(library))
    count = int(labels.max(initial=-1)) + 1
    is_inner = nodes[matches.left] == nodes[matches.right]
    size = np.bincount(labels, minlength=count)
    # Copies match the first of their equals alone; it stands for them.
    copies = np.bincount(labels[matches.left[is_inner]], minlength=count)
    edges = np.bincount(labels[matches.left[~is_inner]], minlength=count)
    stand = size - copies
    is_clique = (size > 1) & (edges == stand * (stand - 1) // 2)
    is_clique[labels[_touched(library, pairs, verdicts)]] = False
    return _measured(library, pairs, matches, labels, is_clique)


def _is_match(pairs: PairScores, threshold: float) -> np.ndarray:
    # In double precision, as the linkage compares.
    sure = pairs.confidence.astype(np.float64) >= threshold
    return np.asarray(sure & (pairs.kind <= Kind.OTHER_RELEASE))


def _touched(library: Tracks, pairs: PairScores, verdicts: Iterable[Verdict]) -> np.ndarray:
    """Return the tracks with a verdict, those equal to them, and those they are a pair with."""
    said = [places for a, b, _ in verdicts if (places := positions_of(library, a, b))]
    if not said:
        return np.zeros(0, np.int64)
    classes = np.zeros(len(library), bool)
    classes[library.nodes[np.array(said).ravel()]] = True
    marked = classes[library.nodes]
    beside = marked[pairs.left] | marked[pairs.right]
    marked[pairs.left[beside]] = marked[pairs.right[beside]] = True
    return np.flatnonzero(marked)


def _measured(
    library: Tracks,
    pairs: PairScores,
    matches: PairScores,
    labels: np.ndarray,
    is_clique: np.ndarray,
) -> Cliques:
    number = np.cumsum(is_clique) - 1
    # Of each track the number of its clique, -1 for none.
    clique = np.where(is_clique[labels], number[labels], -1)
    total = int(is_clique.sum())
    tracks = np.flatnonzero(clique >= 0)
    best = np.full(total, len(library), np.int64)
    np.minimum.at(best, clique[tracks], library.ranks[tracks])
    canonical = np.zeros(total, np.int64)
    leads = library.ranks[tracks] == best[clique[tracks]]
    canonical[clique[tracks[leads]]] = tracks[leads]
    mine = matches.only(np.flatnonzero(clique[matches.left] >= 0))
    scores, is_other = _scores(library, mine, clique, canonical)
    order = np.lexsort(
        (tracks, -scores[tracks], tracks != canonical[clique[tracks]], clique[tracks])
    )
    members = tracks[order]
    return Cliques(
        inside=clique >= 0,
        members=members,
        scores=scores[members],
        starts=np.concatenate(([0], np.cumsum(np.bincount(clique[tracks], minlength=total)))),
        averages=_averages(library, mine, clique, total),
        is_other_release=is_other,
        versions=_versions(library, pairs, clique),
    )


def _scores(
    library: Tracks, mine: PairScores, clique: np.ndarray, canonical: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return for each track its score with the canonical one, which is that of the node that stands for
    it, and for each clique whether a member is another release than the canonical."""
    nodes = library.nodes
    lead = nodes[canonical]
    by_node = np.ones(len(library), np.float64)
    is_other = np.zeros(len(canonical), bool)
    inner = nodes[mine.left] == nodes[mine.right]
    # All copies of a node have one score with it.
    by_node[mine.left[inner]] = mine.confidence[inner]
    own = by_node[lead]
    here = clique[mine.left]
    for one, other in ((mine.left, mine.right), (mine.right, mine.left)):
        of_lead = ~inner & (one == lead[here])
        by_node[other[of_lead]] = mine.confidence[of_lead]
        is_other[here[of_lead & (mine.kind == Kind.OTHER_RELEASE)]] = True
    by_node[lead] = own
    scores = by_node[nodes]
    scores[canonical] = 1.0
    return scores, is_other


def _averages(library: Tracks, mine: PairScores, clique: np.ndarray, total: int) -> np.ndarray:
    """Return the average over all pairs of tracks of each clique."""
    nodes = library.nodes
    inside = np.flatnonzero(clique >= 0)
    weight = np.bincount(nodes[inside], minlength=len(library)).astype(np.float64)
    inner = nodes[mine.left] == nodes[mine.right]
    # A node of w equal tracks has w (w - 1) / 2 pairs, of which each of its w - 1 inner rows is w / 2.
    times = np.where(inner, weight[mine.left] / 2, weight[mine.left] * weight[mine.right])
    sums = np.bincount(clique[mine.left], weights=times * mine.confidence, minlength=total)
    size = np.bincount(clique[inside], minlength=total).astype(np.float64)
    return np.asarray(sums / (size * (size - 1) / 2))


def _versions(library: Tracks, pairs: PairScores, clique: np.ndarray) -> dict[int, set[int]]:
    """Return for each clique that has some the tracks that are versions of its nodes."""
    found: dict[int, set[int]] = {}
    kind = np.flatnonzero(pairs.kind == Kind.VERSION)
    left, right = pairs.left[kind], pairs.right[kind]
    for one, other in ((left, right), (right, left)):
        has = np.flatnonzero(clique[one] >= 0)
        for number, track in zip(clique[one[has]].tolist(), other[has].tolist(), strict=True):
            found.setdefault(number, set()).add(track)
    return found
