"""Groups: clusters of units, each with its canonical, scores and outcome."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from analyses.duplicates.detection.grouping.cliques import cliques_of
from analyses.duplicates.detection.grouping.components import components_of, touched_components
from analyses.duplicates.detection.grouping.graph import Graph, Verdict, graph_of, pair
from analyses.duplicates.detection.grouping.linkage import clusters_of
from analyses.duplicates.detection.grouping.tracks import Tracks
from analyses.duplicates.detection.outcomes import Kind, Outcome, SuggestedAction
from analyses.duplicates.detection.progress import Pace, Progress, silent
from analyses.duplicates.detection.scoring.pairs import PairScores
from analyses.duplicates.detection.settings import Settings
from analyses.duplicates.detection.veto import is_too_far_apart

# More members than this are rarely copies of one recording.
MANY = 20
# Below this average a person should look before anything goes.
SURE = 0.8
# Versions named beside a group.
MOST_RELATED = 20


class Group(NamedTuple):
    """Tracks that are one recording, by position in the library.

    members: the canonical first, then by falling score; scores: each member's with the canonical, 1.0
    for itself; average_similarity_score: over all pairs, an absent one counting 0; related_versions:
    other versions of the piece; flagged: more than 20 members."""

    members: list[int]
    scores: list[float]
    average_similarity_score: float
    outcome: Outcome
    suggested_action: SuggestedAction
    related_versions: list[int]
    flagged: bool

    @property
    def canonical(self) -> int:
        return self.members[0]


@dataclass(frozen=True, kw_only=True)
class Regrouped:
    """groups: those of the touched components; redone: which tracks are in these, a mask. A group of
    before that holds none of them is what it was."""

    groups: list[Group]
    redone: np.ndarray


def group(
    library: Tracks,
    pairs: PairScores,
    verdicts: Iterable[Verdict] = (),
    settings: Settings | None = None,
    progress: Progress = silent,
) -> list[Group]:
    """Return the groups by rising position of their lowest member, whatever the order of the pairs.

    A verdict (track id, track id, "duplicate" or "not_duplicate") overrides every score; one on a
    track that is not in the library is passed over."""
    settings = settings or Settings()
    usable = pairs.only(np.flatnonzero(_is_usable(pairs, settings)))
    return _groups(library, usable, list(verdicts), settings, progress)


def regroup(
    library: Tracks,
    pairs: PairScores,
    touched: np.ndarray,
    verdicts: Iterable[Verdict] = (),
    settings: Settings | None = None,
    progress: Progress = silent,
) -> Regrouped:
    """Return what `group` returns, as far as a track of `touched`, a mask, has to do with it."""
    settings = settings or Settings()
    verdicts = list(verdicts)
    usable = pairs.only(np.flatnonzero(_is_usable(pairs, settings)))
    redone = touched_components(library, usable, verdicts, settings.threshold, touched)
    mine = usable.only(np.flatnonzero(redone[usable.left] | redone[usable.right]))
    groups = _groups(library, mine, verdicts, settings, progress)
    return Regrouped(groups=[one for one in groups if redone[one.canonical]], redone=redone)


def _groups(
    library: Tracks,
    usable: PairScores,
    verdicts: list[Verdict],
    settings: Settings,
    progress: Progress,
) -> list[Group]:
    """Return the groups of usable pairs: most are tracks that all match each other, which are seen at
    once; only the others have to be parted."""
    progress("group", 0, len(usable))
    cliques = cliques_of(library, usable, verdicts, settings.threshold, progress)
    rest = usable.only(
        np.flatnonzero(~(cliques.inside[usable.left] & cliques.inside[usable.right]))
    )
    found = [
        made(
            members=members,
            scores=scores,
            average=average,
            is_other_release=is_other_release,
            related=related,
        )
        for members, scores, average, is_other_release, related in cliques.groups(progress)
    ]
    others = _Grouping(library, rest, verdicts, settings, progress).groups()
    found += [one for one in others if not cliques.inside[one.canonical]]
    return sorted(found, key=lambda group: min(group.members))


def made(
    *,
    members: list[int],
    scores: list[float],
    average: float,
    is_other_release: bool,
    related: Iterable[int],
) -> Group:
    """Return a group, with what follows from its members and scores."""
    flagged = len(members) > MANY
    # The sums of single scores come in another order the next time; the last digits are noise.
    average = round(average, 9)
    unsure = flagged or is_other_release or average < SURE
    return Group(
        members=members,
        scores=scores,
        average_similarity_score=average,
        outcome=Outcome.OTHER_RELEASE if is_other_release else Outcome.DUPLICATE,
        suggested_action=(
            SuggestedAction.MANUAL_REVIEW if unsure else SuggestedAction.KEPT_CANONICAL
        ),
        related_versions=sorted(related)[:MOST_RELATED],
        flagged=flagged,
    )


def _is_usable(pairs: PairScores, settings: Settings) -> np.ndarray:
    """Return which pairs the settings leave: none that is ruled out, too far apart in length or, if
    these are not to be grouped, of other releases."""
    usable = (pairs.kind != Kind.VETOED) & ~is_too_far_apart(pairs.gap, settings)
    if not settings.group_other_releases:
        usable &= pairs.kind != Kind.OTHER_RELEASE
    return np.asarray(usable)


def is_match(pairs: PairScores, settings: Settings) -> np.ndarray:
    """Return which pairs are matches by themselves under these settings, the verdicts aside."""
    # In double precision, as they are compared one by one.
    sure = pairs.confidence.astype(np.float64) >= settings.threshold
    return np.asarray(sure & _is_usable(pairs, settings) & (pairs.kind <= Kind.OTHER_RELEASE))


class _Grouping:
    def __init__(
        self,
        library: Tracks,
        pairs: PairScores,
        verdicts: list[Verdict],
        settings: Settings,
        progress: Progress,
    ) -> None:
        # As plain numbers, which are looked up one by one.
        self._ranks: list[int] = library.ranks.tolist()
        self._threshold = settings.threshold
        self._graph: Graph = graph_of(library, pairs, verdicts, settings.threshold, progress)
        self._progress = progress

    def groups(self) -> list[Group]:
        components = self._components()
        pace = Pace(self._progress, "group", len(components))
        found: list[Group] = []
        for done, units in enumerate(components):
            pace.at(done)
            for cluster in clusters_of(units, self._graph, self._threshold, lambda: pace.at(0)):
                pace.at(done)
                found += self._groups_of(cluster)
        return found

    def _components(self) -> list[list[int]]:
        """Return units that are connected by matches, and units of several tracks."""
        pace = Pace(self._progress, "group", len(self._graph.alike))
        ends = array("q")
        for done, one in enumerate(self._graph.alike):
            pace.at(done)
            for other in self._matching(one):
                if one < other:
                    ends.extend((one, other))
        pace.at(len(self._graph.alike))
        return components_of(np.array(ends, np.int64).reshape(-1, 2), self._graph.tracks)

    def _groups_of(self, cluster: list[int]) -> Iterator[Group]:
        """Yield the groups of a cluster: usually one; what does not match its canonical begins
        another."""
        # A single track makes no group; a single unit of several tracks does.
        while len(cluster) > 1 or not self._graph.tracks.keys().isdisjoint(cluster):
            canonical, unit = self._canonical(cluster)
            inside = set(self._matching(unit)) | {unit}
            matched = [u for u in cluster if u in inside]
            if sum(len(self._graph.tracks_of(u)) for u in matched) > 1:
                yield self._group(canonical, unit, matched)
            cluster = [u for u in cluster if u not in inside]

    def _canonical(self, cluster: list[int]) -> tuple[int, int]:
        """Return the canonical track and its unit: of those that match most of the cluster, the first
        by rank."""
        candidates = []
        inside = set(cluster)
        for unit in cluster:
            matched = sum(1 for other in self._matching(unit) if other in inside)
            best = min((self._ranks[t], t) for t in self._graph.tracks_of(unit))
            candidates.append((-matched, best, unit))
        _, (_, track), unit = min(candidates)
        return track, unit

    def _matching(self, unit: int) -> Iterator[int]:
        for other, score in self._graph.alike.get(unit, {}).items():
            if score >= self._threshold:
                yield other

    def _group(self, canonical: int, unit: int, matched: list[int]) -> Group:
        graph = self._graph
        scored = []
        for other in matched:
            inner = graph.inner.get(unit, 1.0)
            score = inner if other == unit else graph.confidence(unit, other)
            scored += [(-score, track) for track in graph.tracks_of(other) if track != canonical]
        scored.sort()
        return made(
            members=[canonical] + [track for _, track in scored],
            scores=[1.0] + [-score for score, _ in scored],
            average=self._average(matched),
            is_other_release=any(pair(unit, other) in graph.other_releases for other in matched),
            related={v for u in matched for v in graph.versions.get(u, ())} - set(matched),
        )

    def _average(self, units: list[int]) -> float:
        sizes = {unit: len(self._graph.tracks_of(unit)) for unit in units}
        total = 0.0
        for unit, size in sizes.items():
            total += self._graph.inner.get(unit, 0.0) * size * (size - 1) / 2
            for other, alike in self._graph.alike.get(unit, {}).items():
                if unit < other and other in sizes:
                    total += alike * size * sizes[other]
        tracks = sum(sizes.values())
        return total / (tracks * (tracks - 1) / 2)
