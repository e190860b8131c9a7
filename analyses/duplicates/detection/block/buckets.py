"""Buckets that are too full are divided by a further key, never dropped."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from analyses.duplicates.detection.block.divisions import DIVISIONS, holds_artistless
from analyses.duplicates.detection.block.keys import Keys, joined
from analyses.duplicates.detection.block.sides import Side
from analyses.duplicates.detection.progress import Progress

# Tracks in a bucket that are all compared with each other.
LIMIT = 150
# Keys that are sorted in one go.
PART = 400_000


@dataclass(frozen=True, kw_only=True)
class Buckets:
    """tracks: those of the first bucket, of the second, and so on; starts: where each begins."""

    tracks: np.ndarray
    starts: np.ndarray

    @property
    def sizes(self) -> np.ndarray:
        return np.diff(self.starts)


def buckets_of(side: Side, keys: Keys, progress: Progress) -> Buckets:
    """Return the tracks that share a key, in buckets of 2 to LIMIT; fuller ones are divided."""
    tracks, sizes = [], []
    for divide in DIVISIONS:
        if divide is not None:
            keys = divide(side, keys, holds_artistless(side, keys))
        full = []
        for part in _sorted_parts(keys, progress):
            size, size_of_each = _sizes(part.key)
            tracks.append(part.track[(size_of_each > 1) & (size_of_each <= LIMIT)])
            sizes.append(size[(size > 1) & (size <= LIMIT)])
            full.append(part.only(size_of_each > LIMIT))
        keys = joined(full)
        if not len(keys):
            break
        progress("block", 0, len(keys))
    starts = np.concatenate(([0], np.cumsum(np.concatenate(sizes))))
    return Buckets(tracks=np.concatenate(tracks), starts=starts)


def _sorted_parts(keys: Keys, progress: Progress) -> Iterator[Keys]:
    """Yield the keys in parts that no bucket crosses, each sorted by key, then track."""
    progress("block", 0, len(keys))
    # The uppermost bits; sorting so few values takes one pass.
    shelf = (keys.key >> np.uint64(56)).astype(np.uint8)
    order = np.argsort(shelf, kind="stable")
    progress("block", 0, len(keys))
    ends = np.cumsum(np.bincount(shelf, minlength=256))
    first = 0
    for end in ends.tolist():
        if end - first < PART and end < len(keys):
            continue
        progress("block", first, len(keys))
        rows = order[first:end]
        # The tracks come in order, and a stable sort leaves them so.
        yield keys.only(rows[np.argsort(keys.key[rows], kind="stable")])
        first = end
        if first == len(keys):
            break


def _sizes(key: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the size of each bucket of sorted keys, and for each key that of its bucket."""
    begins = np.flatnonzero(np.concatenate(([True], key[1:] != key[:-1]))[: len(key)])
    sizes = np.diff(np.append(begins, len(key)))
    return sizes, np.repeat(sizes, sizes)
