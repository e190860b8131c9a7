"""Candidate pairs in blocks, by one sparse product of tracks and keys."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from analyses.duplicates.detection.block.atoms import atoms_of
from analyses.duplicates.detection.block.buckets import Buckets, buckets_of
from analyses.duplicates.detection.block.keys import keys_of
from analyses.duplicates.detection.normalise.durations import gap_of, looks_mistyped
from analyses.duplicates.detection.normalise.library import Library
from analyses.duplicates.detection.progress import Progress, silent
from analyses.duplicates.detection.settings import GAP_KEPT_SECONDS

# Meetings of two tracks in a bucket that make a block: about 0.2 s of scoring.
BLOCK_SIZE = 120_000


@dataclass(frozen=True, kw_only=True)
class Candidates:
    """The candidate pairs of a library, in blocks that are the same for the same library."""

    library: Library
    nodes: np.ndarray
    matrix: Any
    transposed: Any
    bounds: np.ndarray
    copies: np.ndarray

    @property
    def blocks(self) -> int:
        return len(self.bounds) - 1

    def block(self, number: int) -> tuple[np.ndarray, np.ndarray]:
        """Return the pairs of a block as two arrays of positions, left below right, in order."""
        first, last = int(self.bounds[number]), int(self.bounds[number + 1])
        product = self.matrix[first:last] @ self.transposed
        row = np.repeat(np.arange(first, last), np.diff(product.indptr))
        above = product.indices > row
        left, right = self.nodes[row[above]], self.nodes[product.indices[above]]
        near = may_match(self.library, left, right)
        left, right = self._with_copies(first, last, left[near], right[near])
        order = np.lexsort((right, left))
        return left[order].astype(np.int32), right[order].astype(np.int32)

    def _with_copies(
        self, first: int, last: int, left: np.ndarray, right: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        """Add the tracks that equal one of the block in every compared field."""
        if first == last:
            return left, right
        original = self.library.nodes[self.copies]
        begin, end = np.searchsorted(original, [self.nodes[first], self.nodes[last - 1] + 1])
        return (
            np.concatenate((left, original[begin:end])),
            np.concatenate((right, self.copies[begin:end])),
        )


def find_candidates(library: Library, progress: Progress = silent) -> Candidates:
    """Return the pairs of tracks that share a key, each pair once.

    Tracks that are equal in every compared field stand for each other: only the first of them is
    compared with others, and each with the first."""
    positions = np.arange(len(library))
    is_first = library.nodes == positions
    nodes = positions[is_first]
    copies = positions[~is_first]
    copies = copies[np.argsort(library.nodes[copies], kind="stable")]
    atoms = atoms_of(library, nodes, progress)
    buckets = buckets_of(library, nodes, atoms, keys_of(library, nodes, atoms, progress), progress)
    progress("block", 1, 1)
    matrix, transposed, cost = _matrix(buckets, len(nodes))
    return Candidates(
        library=library,
        nodes=nodes,
        matrix=matrix,
        transposed=transposed,
        bounds=_bounds(cost),
        copies=copies,
    )


def may_match(library: Library, left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Return which pairs are near in length, or so far apart as wrong digits make it at one place of an
    album."""
    columns = library.columns
    lengths = columns.duration[left], columns.duration[right]
    near = ~(gap_of(*lengths) > GAP_KEPT_SECONDS)
    number = columns.number[left]
    far = np.flatnonzero(~near & (number > 0) & (number == columns.number[right]))
    near[far] = looks_mistyped(*(of[far] for of in lengths))
    return near


def _matrix(buckets: Buckets, tracks: int) -> tuple[Any, Any, np.ndarray]:
    """Return tracks by buckets, buckets by tracks, and how many tracks each track meets in all."""
    from scipy.sparse import csr_array

    ones = np.ones(len(buckets.tracks), np.int16)
    shape = (len(buckets.sizes), tracks)
    transposed = csr_array((ones, buckets.tracks, buckets.starts), shape=shape)
    met = np.repeat(buckets.sizes, buckets.sizes)
    cost = np.bincount(buckets.tracks, weights=met, minlength=tracks)
    return transposed.T.tocsr(), transposed, cost + 1


def _bounds(cost: np.ndarray) -> np.ndarray:
    """Return where blocks begin and end, so that each meets about BLOCK_SIZE tracks."""
    if not len(cost):
        return np.zeros(1, np.int64)
    block = (np.cumsum(cost) - cost) // BLOCK_SIZE
    starts = np.flatnonzero(np.concatenate(([True], block[1:] != block[:-1])))
    return np.append(starts, len(cost))
