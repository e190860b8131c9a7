"""Average linkage over a sparse graph: no chain A-B-C where A and C do not match."""

from __future__ import annotations

import heapq
from collections.abc import Callable

from analyses.duplicates.detection.grouping.graph import Graph


def clusters_of(
    units: list[int], graph: Graph, threshold: float, tick: Callable[[], None]
) -> list[list[int]]:
    """Return the units in clusters, sorted.

    Clusters grow from the pair most alike on, while the average over all pairs of their tracks, an
    absent pair counting 0, is at least `threshold`. Units that a verdict puts together begin as one;
    units that a verdict keeps apart never meet. Equal averages go by the lower position."""
    linkage = _Linkage(units, graph, threshold)
    while linkage.merge_next():
        tick()
    return sorted(sorted(cluster) for cluster in linkage.clusters.values())


class _Linkage:
    """Clusters are named by their lowest unit."""

    def __init__(self, units: list[int], graph: Graph, threshold: float) -> None:
        self._graph = graph
        self._threshold = threshold
        self.clusters = {unit: [unit] for unit in sorted(units)}
        self._sizes = {unit: len(graph.tracks_of(unit)) for unit in units}
        self._sums: dict[int, dict[int, float]] = {unit: {} for unit in units}
        self._apart: dict[int, set[int]] = {unit: set() for unit in units}
        self._heap: list[tuple[float, int, int, int, int]] = []
        self._read()

    def _read(self) -> None:
        inside = self.clusters.keys()
        for one, other in self._graph.apart:
            if one in inside and other in inside:
                self._apart[one].add(other)
                self._apart[other].add(one)
        for one in inside:
            for other in inside:
                if one < other and (score := self._graph.confidence(one, other)):
                    total = score * self._sizes[one] * self._sizes[other]
                    self._sums[one][other] = self._sums[other][one] = total
        for one, others in self._sums.items():
            for other in others:
                if one < other:
                    self._push(one, other)
        for one, other in sorted(self._graph.together):
            if one in inside and other in inside:
                first, second = self._name_of(one), self._name_of(other)
                if first != second and second not in self._apart[first]:
                    self._merge(min(first, second), max(first, second))

    def _name_of(self, unit: int) -> int:
        return next(name for name, units in self.clusters.items() if unit in units)

    def _push(self, one: int, other: int) -> None:
        average = self._sums[one][other] / (self._sizes[one] * self._sizes[other])
        if average >= self._threshold and other not in self._apart[one]:
            entry = (-average, one, other, self._sizes[one], self._sizes[other])
            heapq.heappush(self._heap, entry)

    def merge_next(self) -> bool:
        """Merge the two clusters most alike; return whether there were two to merge."""
        while self._heap:
            _, one, other, one_size, other_size = heapq.heappop(self._heap)
            # Sizes only grow: an entry with other sizes is of clusters that are gone.
            if (self._sizes.get(one), self._sizes.get(other)) == (one_size, other_size):
                self._merge(one, other)
                return True
        return False

    def _merge(self, one: int, other: int) -> None:
        self.clusters[one] += self.clusters.pop(other)
        self._sizes[one] += self._sizes.pop(other)
        for third in self._apart.pop(other):
            self._apart[third].discard(other)
            self._apart[third].add(one)
            self._apart[one].add(third)
        sums = self._sums.pop(other)
        for third, total in sums.items():
            if third != one:
                del self._sums[third][other]
                total += self._sums[one].get(third, 0.0)
                self._sums[one][third] = self._sums[third][one] = total
        self._sums[one].pop(other, None)
        for third in self._sums[one]:
            self._push(min(one, third), max(one, third))
