"""Which buckets a change touches, and which pairs have to be made anew for it.

A pair is a candidate where two tracks share a bucket that is not too full. So a change of some tracks
can change the candidates of others only where it makes a bucket too full, or no longer so, where it
brings the first track without artist into a full one, or moves the order of lengths in the last
division. The other tracks of such a bucket are compared anew as well; everybody else's pairs stay.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analyses.duplicates.detection.block import buckets as limits
from analyses.duplicates.detection.block.buckets import Buckets
from analyses.duplicates.detection.block.divisions import DIVISIONS, Division, by_neighbourhood
from analyses.duplicates.detection.block.keys import Keys, joined, key_parts, keys_of
from analyses.duplicates.detection.block.sides import Side
from analyses.duplicates.detection.progress import Progress


class KeySet:
    """A set of keys that many rows are looked up in."""

    def __init__(self, keys: np.ndarray) -> None:
        self.keys = np.unique(keys)
        # Most rows are in no touched bucket; a table of bits tells that by one look.
        bits = max(16, len(self.keys).bit_length() + 4)
        self._mask = np.uint64((1 << bits) - 1)
        self._maybe = np.zeros(1 << bits, bool)
        self._maybe[self.keys & self._mask] = True

    def __len__(self) -> int:
        return len(self.keys)

    def rows_in(self, keys: np.ndarray) -> np.ndarray:
        """Return the places of those keys that are in the set."""
        maybe = np.flatnonzero(self._maybe[keys & self._mask])
        found = np.minimum(np.searchsorted(self.keys, keys[maybe]), len(self.keys) - 1)
        return maybe[self.keys[found] == keys[maybe]] if len(self.keys) else maybe[:0]

    def places_of(self, keys: np.ndarray) -> np.ndarray:
        """Return the number of each key, all of which are in the set."""
        return np.searchsorted(self.keys, keys)


@dataclass(frozen=True, kw_only=True)
class Touched:
    """buckets: those that hold a node of `redo`, a mask over the nodes whose pairs are made anew."""

    buckets: Buckets
    redo: np.ndarray


def touched_buckets(side: Side, changed: np.ndarray, gone: Side, progress: Progress) -> Touched:
    """Return what a change touches. `side`: the library now; `changed`: which of its nodes are new or
    other than before; `gone`: the nodes of before that are gone or other now."""
    walk = _Walk(side, changed, gone, progress)
    walk.go(redo=changed)
    redo = changed | walk.crossed
    if walk.crossed.any():
        walk.go(redo=redo)
    return Touched(buckets=walk.buckets(), redo=redo)


class _Walk:
    """Goes down the divisions of the touched buckets, as they are now and as they were before."""

    def __init__(self, side: Side, changed: np.ndarray, gone: Side, progress: Progress) -> None:
        self._side = side
        self._changed = changed
        self._gone = gone
        self._progress = progress
        self.crossed = np.zeros(len(side), bool)
        self._tracks: list[np.ndarray] = []
        self._sizes: list[np.ndarray] = []

    def buckets(self) -> Buckets:
        sizes = np.concatenate([np.zeros(1, np.int64), *self._sizes])
        tracks = np.concatenate([np.zeros(0, np.int32), *self._tracks])
        return Buckets(tracks=tracks, starts=np.cumsum(sizes))

    def go(self, redo: np.ndarray) -> None:
        """Collect the buckets that hold a node of `redo`, and mark whom the change crosses."""
        self._tracks, self._sizes = [], []
        rows, gone = self._first(redo)
        for number, divide in enumerate(DIVISIONS):
            if divide is not None:
                self._progress("block", number, len(DIVISIONS))
                rows, gone = rows.divided(self._side, divide), gone.divided(self._gone, divide)
            if not len(rows.keys) and not len(gone.keys):
                break
            touched = KeySet(np.concatenate((rows.keys.key[redo[rows.keys.track]], gone.keys.key)))
            level = _Level(self, touched, rows.only(touched.rows_in(rows.keys.key)), gone)
            level.mark_crossed(
                divided_by_words=number == 0,
                ordered=DIVISIONS[min(number + 1, len(DIVISIONS) - 1)] is by_neighbourhood,
            )
            level.collect(redo, self._tracks, self._sizes)
            rows, gone = level.full()

    def _first(self, redo: np.ndarray) -> tuple[_Rows, _Rows]:
        side, places = self._side, np.flatnonzero(redo)
        part = Side(library=side.library, nodes=side.nodes[places], atoms=side.atoms.rows(places))
        mine, gone = (
            keys_of(s.library, s.nodes, s.atoms, self._progress) for s in (part, self._gone)
        )
        touched = KeySet(np.concatenate((mine.key, gone.key)))
        parts = key_parts(side.library, side.nodes, side.atoms, self._progress)
        rows = joined([part.only(touched.rows_in(part.key)) for part in parts])
        return _Rows.of(rows), _Rows.of(gone)

    @property
    def changed(self) -> np.ndarray:
        return self._changed

    @property
    def sides(self) -> tuple[Side, Side]:
        return self._side, self._gone


@dataclass(frozen=True, kw_only=True)
class _Rows:
    """Rows, and for each whether its bucket holds a track without artist."""

    keys: Keys
    artistless: np.ndarray

    @classmethod
    def of(cls, keys: Keys) -> _Rows:
        return cls(keys=keys, artistless=np.zeros(len(keys), bool))

    def only(self, which: np.ndarray) -> _Rows:
        return _Rows(keys=self.keys.only(which), artistless=self.artistless[which])

    def divided(self, side: Side, divide: Division) -> _Rows:
        return _Rows.of(divide(side, self.keys, self.artistless))


class _Level:
    """The touched buckets after one division: how full they are, and how full they were."""

    def __init__(self, walk: _Walk, touched: KeySet, rows: _Rows, gone: _Rows) -> None:
        self._walk = walk
        self._rows, self._gone = rows.keys, gone.keys
        count = len(touched)
        self._place = touched.places_of(self._rows.key)
        self._gone_place = touched.places_of(self._gone.key)
        self._is_changed = walk.changed[self._rows.track]
        self._now = np.bincount(self._place, minlength=count)
        self._came = np.bincount(self._place[self._is_changed], minlength=count)
        self._went = np.bincount(self._gone_place, minlength=count)
        self._before = self._now - self._came + self._went
        side, old = walk.sides
        without = side.atoms.artists.lengths[self._rows.track] == 0
        gone_without = old.atoms.artists.lengths[self._gone.track] == 0
        self._artistless = np.bincount(self._place[without], minlength=count) > 0
        stayed = without & ~self._is_changed
        self._was_artistless = (
            np.bincount(self._place[stayed], minlength=count)
            + np.bincount(self._gone_place[gone_without], minlength=count)
        ) > 0

    def mark_crossed(self, *, divided_by_words: bool, ordered: bool) -> None:
        """Mark the nodes of buckets whose other pairs may change too."""
        full, was_full = self._now > limits.LIMIT, self._before > limits.LIMIT
        crossed = full != was_full
        if divided_by_words:
            crossed |= full & was_full & (self._artistless != self._was_artistless)
        if ordered:
            crossed |= full & (self._came + self._went > 0)
        self._walk.crossed[self._rows.track[crossed[self._place]]] = True

    def collect(self, redo: np.ndarray, tracks: list[np.ndarray], sizes: list[np.ndarray]) -> None:
        """Add the buckets that hold a node of `redo` and are not too full."""
        wanted = np.bincount(self._place[redo[self._rows.track]], minlength=len(self._now)) > 0
        wanted &= (self._now > 1) & (self._now <= limits.LIMIT)
        mine = np.flatnonzero(wanted[self._place])
        order = mine[np.lexsort((self._rows.track[mine], self._place[mine]))]
        tracks.append(self._rows.track[order])
        sizes.append(self._now[wanted])

    def full(self) -> tuple[_Rows, _Rows]:
        """Return the rows of the buckets that are too full, and of those that were before."""
        now, before = self._now > limits.LIMIT, self._before > limits.LIMIT
        rows, gone = now[self._place], before[self._gone_place]
        return (
            _Rows(keys=self._rows.only(rows), artistless=self._artistless[self._place[rows]]),
            _Rows(
                keys=self._gone.only(gone), artistless=self._was_artistless[self._gone_place[gone]]
            ),
        )
