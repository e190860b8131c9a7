"""The pairs of a library as a graph: units of equal tracks, and how alike they are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from analyses.duplicates.detection.grouping.tracks import Tracks
from analyses.duplicates.detection.outcomes import Kind
from analyses.duplicates.detection.progress import Pace, Progress
from analyses.duplicates.detection.scoring.pairs import PairScores

Verdict = tuple[int, int, str]
"""Two track ids, and "duplicate" or "not_duplicate"."""

Pair = tuple[int, int]


def pair(one: int, other: int) -> Pair:
    return (one, other) if one < other else (other, one)


@dataclass(kw_only=True)
class Graph:
    """Units are named by their first track; a track with a verdict is a unit of its own.

    tracks: of each unit with more than one; alike: for each unit its confidence with others, 1 by
    verdict; inner: of the tracks of a unit; other_releases: pairs of this kind; versions: for each unit
    its versions; together, apart: for each unit with a verdict the others."""

    tracks: dict[int, list[int]] = field(default_factory=dict)
    alike: dict[int, dict[int, float]] = field(default_factory=dict)
    inner: dict[int, float] = field(default_factory=dict)
    other_releases: set[Pair] = field(default_factory=set)
    versions: dict[int, set[int]] = field(default_factory=dict)
    together: dict[int, set[int]] = field(default_factory=dict)
    apart: dict[int, set[int]] = field(default_factory=dict)

    def tracks_of(self, unit: int) -> list[int]:
        return self.tracks.get(unit, [unit])

    def confidence(self, one: int, other: int) -> float:
        """Return how alike two units are, 0 where nothing was found; 1 by verdict."""
        return self.alike.get(one, {}).get(other, 0.0)

    def put(self, one: int, other: int, score: float) -> None:
        """Say how alike two units are."""
        self.alike.setdefault(one, {})[other] = score
        self.alike.setdefault(other, {})[one] = score


def graph_of(
    library: Tracks,
    pairs: PairScores,
    verdicts: Iterable[Verdict],
    threshold: float,
    progress: Progress,
) -> Graph:
    """Return the graph of scored pairs, with the verdicts put over them."""
    graph = Graph()
    together, apart = read_verdicts(library, verdicts)
    touched = {track for names in together | apart for track in names}
    is_inner = library.nodes[pairs.left] == library.nodes[pairs.right]
    units = _read_units(graph, library, pairs.only(is_inner), touched, threshold)
    _read_pairs(graph, pairs.only(~is_inner), units, progress)
    _share(graph, together, apart)
    for one, other in together:
        graph.put(one, other, 1.0)
    for one, other in apart:
        if graph.alike.get(one, {}).pop(other, None) is not None:
            del graph.alike[other][one]
    graph.together, graph.apart = _by_unit(together), _by_unit(apart)
    return graph


def _share(graph: Graph, together: set[Pair], apart: set[Pair]) -> None:
    """Let tracks that verdicts make one recording share what was found of each of them: else a version
    that is said to be the same would take one copy away from the others, which it is not like."""
    found: dict[Pair, float] = {}
    told = together | apart
    for one, other in together:
        for mine, theirs in ((one, other), (other, one)):
            for third, score in graph.alike.get(theirs, {}).items():
                names = pair(mine, third)
                if third == mine or names in told or pair(theirs, third) in apart:
                    continue
                found[names] = max(found.get(names, graph.confidence(*names)), score)
                if pair(theirs, third) in graph.other_releases:
                    graph.other_releases.add(names)
    for (one, other), score in found.items():
        graph.put(one, other, score)


def _by_unit(pairs: set[Pair]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = {}
    for one, other in pairs:
        found.setdefault(one, set()).add(other)
        found.setdefault(other, set()).add(one)
    return found


def read_verdicts(library: Tracks, verdicts: Iterable[Verdict]) -> tuple[set[Pair], set[Pair]]:
    """Return the pairs that verdicts join, also through a chain of them, and those they part."""
    together: set[Pair] = set()
    apart: set[Pair] = set()
    for one, other, says in verdicts:
        names = positions_of(library, one, other)
        if names:
            (together if says == "duplicate" else apart).add(names)
    return _closed(together - apart) - apart, apart


def joined_by_verdicts(library: Tracks, verdicts: Iterable[Verdict]) -> set[Pair]:
    """Return the pairs of positions, the lower first, that verdicts make one recording."""
    return read_verdicts(library, verdicts)[0]


def positions_of(library: Tracks, one: int, other: int) -> Pair | None:
    """Return where two different tracks are; None where one is not in the library."""
    places = np.searchsorted(library.track_ids, [one, other])
    if one == other or places.max() >= len(library):
        return None
    if library.track_ids[places[0]] == one and library.track_ids[places[1]] == other:
        return pair(int(places[0]), int(places[1]))
    return None


def _closed(together: set[Pair]) -> set[Pair]:
    """Return all pairs of tracks that a chain of verdicts joins: who says A = B = C says A = C."""
    sets: dict[int, set[int]] = {}
    for one, other in together:
        merged = sets.get(one, {one}) | sets.get(other, {other})
        sets |= dict.fromkeys(merged, merged)
    return {pair(one, other) for one, all_ in sets.items() for other in all_ if one != other}


def _read_units(
    graph: Graph, library: Tracks, inner: PairScores, touched: set[int], threshold: float
) -> dict[int, list[int]]:
    """Fill in units and what they are inside; return the units of each node that has several."""
    classes: dict[int, list[int]] = {}
    scores: dict[int, float] = {}
    matching = (inner.confidence >= threshold) & (inner.kind <= Kind.OTHER_RELEASE)
    for left, right, score in _rows(inner.only(matching)):
        classes.setdefault(left, [left]).append(right)
        scores[left] = score
    units: dict[int, list[int]] = {}
    for node, tracks in classes.items():
        own = [track for track in tracks if track in touched]
        rest = [track for track in tracks if track not in touched]
        units[node] = own + rest[:1]
        if len(rest) > 1:
            graph.tracks[rest[0]] = rest
            graph.inner[rest[0]] = scores[node]
        for place, unit in enumerate(units[node]):
            for other in units[node][place + 1 :]:
                graph.put(unit, other, scores[node])
    return units


def _read_pairs(
    graph: Graph, pairs: PairScores, units: dict[int, list[int]], progress: Progress
) -> None:
    pace = Pace(progress, "group", len(pairs))
    rows = zip(_rows(pairs), pairs.kind.tolist(), strict=True)
    for done, ((left, right, score), kind) in enumerate(rows):
        if done % 256 == 0:
            pace.at(done)
        for one in units.get(left, (left,)):
            for other in units.get(right, (right,)):
                if kind == Kind.VERSION:
                    graph.versions.setdefault(one, set()).add(other)
                    graph.versions.setdefault(other, set()).add(one)
                    continue
                graph.put(one, other, score)
                if kind == Kind.OTHER_RELEASE:
                    graph.other_releases.add(pair(one, other))


def _rows(pairs: PairScores) -> Iterable[tuple[int, int, float]]:
    return zip(pairs.left.tolist(), pairs.right.tolist(), pairs.confidence.tolist(), strict=True)
