"""What is connected by matches: nothing beyond a component can have to do with its groups."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

import numpy as np

from analyses.duplicates.detection.grouping.graph import Verdict, positions_of
from analyses.duplicates.detection.grouping.tracks import Tracks
from analyses.duplicates.detection.outcomes import Kind
from analyses.duplicates.detection.scoring.pairs import PairScores


def components_of(edges: np.ndarray, alone: Iterable[int]) -> list[list[int]]:
    """Return the connected parts of edges, rows of two names, and the names of `alone`."""
    names = np.unique(np.concatenate((edges.ravel(), np.fromiter(alone, np.int64))))
    labels = labels_of(np.searchsorted(names, edges), len(names))
    order = np.argsort(labels, kind="stable")
    ends = np.cumsum(np.bincount(labels)).tolist()
    several = names[order].tolist()
    return [several[first:last] for first, last in pairwise([0, *ends])]


def touched_components(
    library: Tracks,
    pairs: PairScores,
    verdicts: Iterable[Verdict],
    threshold: float,
    touched: np.ndarray,
) -> np.ndarray:
    """Return the mask of the tracks that matches or verdicts connect with a touched one."""
    matches = (pairs.confidence >= threshold) & (pairs.kind <= Kind.OTHER_RELEASE)
    said = [positions_of(library, one, other) for one, other, _ in verdicts]
    edges = np.concatenate(
        (
            np.stack((pairs.left[matches], pairs.right[matches]), axis=1).astype(np.int64),
            np.array([names for names in said if names], np.int64).reshape(-1, 2),
        )
    )
    labels = labels_of(edges, len(library))
    redone = np.zeros(len(library) + 1, bool)
    redone[labels[touched]] = True
    return np.asarray(redone[labels])


def labels_of(edges: np.ndarray, count: int) -> np.ndarray:
    """Return the number of its component for each of so many nodes."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    ones = np.ones(len(edges), np.int8)
    matrix = coo_array((ones, (edges[:, 0], edges[:, 1])), shape=(count, count))
    return np.asarray(connected_components(matrix, directed=False)[1])
