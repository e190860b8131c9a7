"""Comparing a library again: only what has changed, with the result of comparing all of it.

    refreshed = refresh(before, gone, rows, progress)
    kept = refreshed.kept(pairs)                     # of the pairs found before
    found = [score(refreshed.library, *refreshed.candidates.block(n)) for n in …]

What is touched goes on to the grouping: groups without a touched track are what they were.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Any

import numpy as np

from analyses.duplicates.detection.block.atoms import Atoms, atoms_of
from analyses.duplicates.detection.block.candidates import Candidates, candidates_in
from analyses.duplicates.detection.block.ragged import Ragged
from analyses.duplicates.detection.block.sides import Side
from analyses.duplicates.detection.block.touched import touched_buckets
from analyses.duplicates.detection.normalise.library import Library
from analyses.duplicates.detection.normalise.tracks import extended
from analyses.duplicates.detection.packing import Prepared
from analyses.duplicates.detection.progress import Progress, silent
from analyses.duplicates.detection.scoring.pairs import PairScores


@dataclass(frozen=True, kw_only=True)
class Refreshed:
    """prepared: the library now; candidates: the pairs to be scored; redo: which of its tracks these
    are about, a mask; before: the library as it was."""

    prepared: Prepared
    candidates: Candidates
    redo: np.ndarray
    before: Library

    @property
    def library(self) -> Library:
        return self.prepared.library

    def kept(self, pairs: PairScores) -> PairScores:
        """Return those of the pairs found before that still hold, by positions of now."""
        place = self._place_of_before
        left, right = place[pairs.left], place[pairs.right]
        stays = self._stays[place]
        holds = stays[pairs.left] & stays[pairs.right]
        rows = pairs.only(np.flatnonzero(holds))
        return PairScores(
            left=left[holds].astype(np.int32),
            right=right[holds].astype(np.int32),
            confidence=rows.confidence,
            kind=rows.kind,
            gap=rows.gap,
        )

    def touched(self, before: PairScores, now: PairScores) -> np.ndarray:
        """Return which tracks of now are redone, or were or are a pair with one that is."""
        touched = self.redo.copy()
        place = self._place_of_before
        gone = ~self._stays[place]
        for one, other in ((before.left, before.right), (before.right, before.left)):
            beside = place[other[gone[one]]]
            touched[beside[beside >= 0]] = True
        for one, other in ((now.left, now.right), (now.right, now.left)):
            touched[other[self.redo[one]]] = True
        return touched

    @property
    def _stays(self) -> np.ndarray:
        """Return which tracks of now are not redone; behind them, for place -1, that it is none."""
        return np.append(~self.redo, False)

    @property
    def _place_of_before(self) -> np.ndarray:
        """Return where each track of before is now; -1 where it is gone."""
        ids, now = self.before.track_ids, self.library.track_ids
        place = np.minimum(np.searchsorted(now, ids), max(0, len(now) - 1))
        there = now[place] == ids if len(now) else np.zeros(len(ids), bool)
        return np.where(there, place, -1)


def refresh(
    before: Prepared,
    changed: Iterable[int],
    rows: Iterable[tuple[Any, ...]],
    progress: Progress = silent,
) -> Refreshed:
    """Return what a change of a library asks to be compared.

    changed: ids of the tracks that are new, other or gone; rows: as for `prepare`, of those of them
    that are in the library now."""
    ids = np.unique(np.fromiter(changed, np.int64))
    old = before.library
    was_changed = np.isin(old.track_ids, ids)
    library = extended(old, was_changed, rows, progress, len(ids))
    is_changed = np.isin(library.track_ids, ids)
    atoms = _atoms(before.atoms, was_changed, library, is_changed, progress)
    redo, gone = _with_equals(old, was_changed, library, is_changed, progress)
    side = Side.of(library, atoms, progress=progress)
    touched = touched_buckets(
        side,
        redo[side.nodes],
        Side.of(old, before.atoms, np.flatnonzero(gone)),
        progress,
    )
    redo[side.nodes] |= touched.redo
    return Refreshed(
        prepared=Prepared(library=library, atoms=atoms),
        candidates=candidates_in(side, touched.buckets, touched.redo, progress),
        redo=redo,
        before=old,
    )


def _atoms(
    before: Atoms,
    was_changed: np.ndarray,
    library: Library,
    is_changed: np.ndarray,
    progress: Progress,
) -> Atoms:
    """Return the atoms of the library now, made anew for what has changed alone."""
    kept = before.rows(np.flatnonzero(~was_changed), progress)
    fresh = atoms_of(library, progress, np.flatnonzero(is_changed))
    order = np.empty(len(library), np.int64)
    order[~is_changed] = np.arange(int((~is_changed).sum()))
    order[is_changed] = int((~is_changed).sum()) + np.arange(int(is_changed.sum()))
    both = {
        f.name: Ragged.joined([getattr(kept, f.name), getattr(fresh, f.name)])
        for f in fields(Atoms)
    }
    return Atoms(**both).rows(order, progress)


def _with_equals(
    old: Library,
    was_changed: np.ndarray,
    library: Library,
    is_changed: np.ndarray,
    progress: Progress,
) -> tuple[np.ndarray, np.ndarray]:
    """Return which tracks of now are to be compared anew because they changed, or were or are equal
    to one that did, and which tracks of before that makes: who stands for them may be another."""
    gone = _spread(old, was_changed)
    redo = _spread(library, is_changed)
    while True:
        progress("block", 0, 1)
        # A class of before that changed reaches into one of now, and the other way round.
        stayed = np.isin(library.track_ids, old.track_ids[gone]) | redo
        redo_now = _spread(library, stayed)
        gone_now = _spread(old, gone | np.isin(old.track_ids, library.track_ids[redo_now]))
        if (redo_now == redo).all() and (gone_now == gone).all():
            return redo, gone
        redo, gone = redo_now, gone_now


def _spread(library: Library, marked: np.ndarray) -> np.ndarray:
    """Return the mask with all tracks that equal a marked one."""
    classes = np.zeros(len(library), bool)
    classes[library.nodes[marked]] = True
    return np.asarray(classes[library.nodes])
