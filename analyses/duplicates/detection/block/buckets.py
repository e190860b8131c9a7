"""Buckets that are too full are divided by a further key, never dropped."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
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
SHELF_BITS = 8


@dataclass(frozen=True, kw_only=True)
class Buckets:
    """tracks: those of the first bucket, of the second, and so on; starts: where each begins."""

    tracks: np.ndarray
    starts: np.ndarray

    @property
    def sizes(self) -> np.ndarray:
        return np.diff(self.starts)


def buckets_of(side: Side, parts: Iterable[Keys], progress: Progress) -> Buckets:
    """Return the tracks that share a key, in buckets of 2 to LIMIT; fuller ones are divided. `parts`:
    the keys, in parts of any size."""
    tracks, sizes = [np.zeros(0, np.int32)], [np.zeros(1, np.int64)]
    full: list[Keys] = []
    for divide in DIVISIONS:
        if divide is not None:
            keys = joined(full)
            progress("block", 0, len(keys))
            divided = divide(side, keys, holds_artistless(side, keys))
            parts = (divided.only(slice(n, n + PART)) for n in range(0, len(divided), PART))
        full = []
        for part in _sorted_parts(parts, progress):
            size, size_of_each = _sizes(part.key)
            tracks.append(part.track[(size_of_each > 1) & (size_of_each <= LIMIT)])
            sizes.append(size[(size > 1) & (size <= LIMIT)])
            full.append(part.only(size_of_each > LIMIT))
        if not any(map(len, full)):
            break
    return Buckets(tracks=np.concatenate(tracks), starts=np.cumsum(np.concatenate(sizes)))


def _sorted_parts(parts: Iterable[Keys], progress: Progress) -> Iterator[Keys]:
    """Yield the keys in other parts, which no bucket crosses, each sorted by key."""
    shelved = [_Shelved.of(part) for part in parts]
    total = sum(len(one.keys) for one in shelved)
    progress("block", 0, total)
    count = np.sum([np.diff(one.ends) for one in shelved], axis=0) if shelved else np.zeros(0)
    first, waiting, done = 0, 0, 0
    for last, more in enumerate(count.tolist(), start=1):
        waiting += more
        if waiting < PART and last < len(count):
            continue
        part = joined([one.between(first, last) for one in shelved])
        yield part.only(np.argsort(part.key, kind="stable"))
        done += waiting
        progress("block", done, total)
        first, waiting = last, 0


@dataclass(frozen=True, kw_only=True)
class _Shelved:
    """Keys in the order of their uppermost bits, and where each value of these ends."""

    keys: Keys
    ends: np.ndarray

    @classmethod
    def of(cls, keys: Keys) -> _Shelved:
        # Sorting so few values takes one pass.
        shelf = (keys.key >> np.uint64(64 - SHELF_BITS)).astype(np.uint8)
        ends = np.cumsum(np.bincount(shelf, minlength=1 << SHELF_BITS))
        return cls(
            keys=keys.only(np.argsort(shelf, kind="stable")), ends=np.concatenate(([0], ends))
        )

    def between(self, first: int, last: int) -> Keys:
        return self.keys.only(slice(int(self.ends[first]), int(self.ends[last])))


def _sizes(key: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the size of each bucket of sorted keys, and for each key that of its bucket."""
    begins = np.flatnonzero(np.concatenate(([True], key[1:] != key[:-1]))[: len(key)])
    sizes = np.diff(np.append(begins, len(key)))
    return sizes, np.repeat(sizes, sizes)
