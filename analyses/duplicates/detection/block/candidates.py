"""Candidate pairs in blocks, by one sparse product of tracks and keys."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from analyses.duplicates.detection.block.atoms import Atoms, atoms_of
from analyses.duplicates.detection.block.buckets import Buckets, buckets_of
from analyses.duplicates.detection.block.keys import key_parts
from analyses.duplicates.detection.block.sides import Side
from analyses.duplicates.detection.normalise.durations import gap_of, looks_mistyped
from analyses.duplicates.detection.normalise.library import Library
from analyses.duplicates.detection.progress import Progress, silent
from analyses.duplicates.detection.settings import GAP_KEPT_SECONDS

# Meetings of two tracks in a bucket that make a block: about 0.2 s of scoring.
BLOCK_SIZE = 120_000
# Tracks whose buckets are looked up in one go differ in these bits alone, the most that sort in one pass.
TURNED_BITS = 16
# Guests, versions or tails that a title may have and be compared as fast as any other; each so many
# more make it as dear again.
USUAL = 6


@dataclass(frozen=True, kw_only=True)
class Candidates:
    """The candidate pairs of a library, in blocks that are the same for the same library.

    rows: places of the nodes whose pairs are wanted, rising; is_row: the same as a mask; bounds: where
    in `rows` blocks begin; copies: tracks that equal one of these nodes, in the order of the nodes."""

    library: Library
    nodes: np.ndarray
    rows: np.ndarray
    is_row: np.ndarray
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
        one = np.repeat(self.rows[first:last], np.diff(product.indptr))
        other = product.indices
        # A pair of two wanted nodes comes twice; the lower one's row has it.
        once = (other > one) | ((other < one) & ~self.is_row[other])
        one, other = one[once], other[once]
        left, right = self.nodes[np.minimum(one, other)], self.nodes[np.maximum(one, other)]
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
        ends = self.nodes[self.rows[[first, last - 1]]] + [0, 1]
        begin, end = np.searchsorted(original, ends)
        return (
            np.concatenate((left, original[begin:end])),
            np.concatenate((right, self.copies[begin:end])),
        )


def find_candidates(
    library: Library, progress: Progress = silent, atoms: Atoms | None = None
) -> Candidates:
    """Return the pairs of tracks that share a key, each pair once. `atoms` are those of the library,
    where they are known already.

    Tracks that are equal in every compared field stand for each other: only the first of them is
    compared with others, and each with the first."""
    if atoms is None:
        atoms = atoms_of(library, progress)
    side = Side.of(library, atoms, progress=progress)
    parts = key_parts(side.library, side.nodes, side.atoms, progress)
    buckets = buckets_of(side, parts, progress)
    return candidates_in(side, buckets, np.ones(len(side), bool), progress)


def candidates_in(
    side: Side, buckets: Buckets, is_row: np.ndarray, progress: Progress = silent
) -> Candidates:
    """Return the pairs that buckets make with the nodes of `is_row`, a mask over the nodes."""
    # Kept from here on, so that not the first block has to count the letters of all texts.
    side.library.values.count_letters(lambda: progress("block", 0, 1))
    progress("block", 0, 1)
    library = side.library
    rows = np.flatnonzero(is_row)
    matrix, transposed, cost = _matrix(buckets, len(side), progress)
    progress("block", 0, 1)
    weights = _weights(library, side.nodes)
    progress("block", 0, 1)
    copies = np.flatnonzero(library.nodes != np.arange(len(library)))
    copies = copies[np.isin(library.nodes[copies], side.nodes[rows])]
    return Candidates(
        library=library,
        nodes=side.nodes,
        rows=rows,
        is_row=is_row,
        matrix=matrix if len(rows) == len(side) else matrix[rows],
        transposed=transposed,
        bounds=_bounds((cost * weights)[rows]),
        copies=copies[np.argsort(library.nodes[copies], kind="stable")],
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


def _matrix(buckets: Buckets, tracks: int, progress: Progress) -> tuple[Any, Any, np.ndarray]:
    """Return tracks by buckets, buckets by tracks, and how many tracks each track meets in all."""
    from scipy.sparse import csr_array

    ones = np.ones(len(buckets.tracks), np.int16)
    progress("block", 0, tracks)
    transposed = csr_array(
        (ones, buckets.tracks, buckets.starts), shape=(len(buckets.sizes), tracks)
    )
    progress("block", 0, tracks)
    bucket = np.repeat(np.arange(len(buckets.sizes), dtype=np.int32), buckets.sizes)
    progress("block", 0, tracks)
    met = np.repeat(buckets.sizes, buckets.sizes)
    progress("block", 0, tracks)
    cost = np.bincount(buckets.tracks, weights=met, minlength=tracks)
    progress("block", 0, tracks)
    # By some tracks at a time, as turning all at once takes its time: first sorted by these.
    high = (buckets.tracks >> TURNED_BITS).astype(np.uint16)
    progress("block", 0, tracks)
    places = np.argsort(high, kind="stable")
    progress("block", 0, tracks)
    ends = np.cumsum(np.bincount(high)).tolist()
    indices = [np.zeros(0, np.int32)]
    for first, last in pairwise([0, *ends]):
        progress("block", last, len(places))
        some = places[first:last]
        order = np.argsort(buckets.tracks[some].astype(np.uint16), kind="stable")
        indices.append(bucket[some[order]])
    starts = np.concatenate(([0], np.cumsum(np.bincount(buckets.tracks, minlength=tracks))))
    progress("block", tracks, tracks)
    turned = np.concatenate(indices)
    progress("block", tracks, tracks)
    matrix = csr_array((ones, turned, starts), shape=(tracks, len(buckets.sizes)))
    progress("block", tracks, tracks)
    return matrix, transposed, cost + 1


def _weights(library: Library, nodes: np.ndarray) -> np.ndarray:
    """Return how many times as dear as usual it is to compare each node: guests, versions and tails are
    compared one by one, and a title of hundreds of them must not make a block of minutes."""
    columns, values = library.columns, library.values
    weights = np.ones(len(nodes), np.int64)
    for codes, lists in (
        (columns.guests, values.guests),
        (columns.version, values.signatures),
        (columns.splits, values.splits),
    ):
        lengths = np.fromiter((len(one) for one in lists), np.int64, len(lists))
        weights += lengths[codes[nodes]] // USUAL
    return weights


def _bounds(cost: np.ndarray) -> np.ndarray:
    """Return where blocks begin and end, so that each meets about BLOCK_SIZE tracks."""
    if not len(cost):
        return np.zeros(1, np.int64)
    block = (np.cumsum(cost) - cost) // BLOCK_SIZE
    starts = np.flatnonzero(np.concatenate(([True], block[1:] != block[:-1])))
    return np.append(starts, len(cost))
