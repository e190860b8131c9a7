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
    linkage = _Linkage(units, graph, threshold, tick)
    while linkage.merge_next():
        tick()
    return sorted(sorted(cluster) for cluster in linkage.clusters.values())


class _Linkage:
    """Clusters are named by their lowest unit."""

    def __init__(
        self, units: list[int], graph: Graph, threshold: float, tick: Callable[[], None]
    ) -> None:
        self._tick = tick
        self._graph = graph
        self._threshold = threshold
        self.clusters = {unit: [unit] for unit in sorted(units)}
        self._home = {unit: unit for unit in units}
        self._sizes = {unit: len(graph.tracks_of(unit)) for unit in units}
        self._sums: dict[int, dict[int, float]] = {unit: {} for unit in units}
        self._apart: dict[int, set[int]] = {}
        self._heap: list[tuple[float, int, int, int, int]] = []
        self._read()

    def _read(self) -> None:
        graph, inside = self._graph, self.clusters.keys()
        for one in inside:
            self._tick()
            self._apart[one] = graph.apart.get(one, set()) & inside
            for other, score in graph.alike.get(one, {}).items():
                if one < other and other in inside:
                    total = score * self._sizes[one] * self._sizes[other]
                    self._sums[one][other] = self._sums[other][one] = total
        for one, others in self._sums.items():
            self._tick()
            for other in others:
                if one < other:
                    self._push(one, other)
        for one in sorted(graph.together.keys() & inside):
            for other in sorted(graph.together[one] & inside):
                first, second = self._home[one], self._home[other]
                if first != second and second not in self._apart[first]:
                    self._merge(min(first, second), max(first, second))

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
        joining = self.clusters.pop(other)
        self.clusters[one] += joining
        self._home |= dict.fromkeys(joining, one)
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
