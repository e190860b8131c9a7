"""What two tracks have in common, measured once for all criteria and vetoes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from analyses.duplicates.detection.normalise.library import Library
from analyses.duplicates.detection.scoring.similarity import ratio
from analyses.duplicates.detection.scoring.tails import Tails, tails_of
from analyses.duplicates.detection.scoring.versions import State, number_conflicts, version_states

# Seconds that a "Radio Edit" may differ from a track without that word and still be the same.
EDIT_GAP = 3.0
# Albums less alike are two; lengths this near are of one take.
OTHER_ALBUM = 0.85
SAME_TAKE = 2.1


@dataclass(frozen=True)
class Evidence:
    """Pairs of positions in a library, and what is measured of them."""

    library: Library
    left: np.ndarray
    right: np.ndarray

    def both(self, column: str) -> tuple[np.ndarray, np.ndarray]:
        values = getattr(self.library.columns, column)
        return values[self.left], values[self.right]

    @property
    def texts(self) -> list[str]:
        return self.library.values.texts

    @cached_property
    def gap(self) -> np.ndarray:
        """Seconds between the lengths; NaN where one is unknown."""
        left, right = self.both("duration")
        return np.abs(left - right)

    @cached_property
    def album_ratio(self) -> np.ndarray:
        """Likeness of the albums, also where a title's tail is one; NaN where one is unknown."""
        left, right = self.both("album")
        left = np.where(left == 0, self.tails[0].tail, left)
        right = np.where(right == 0, self.tails[1].tail, right)
        alike = ratio(self.texts, left, right)
        alike[(left == 0) | (right == 0)] = np.nan
        return alike

    @cached_property
    def tails(self) -> tuple[Tails, Tails]:
        """For each side, the titles without a tail that is an album or artist of the pair."""
        return tails_of(self, 0), tails_of(self, 1)

    @cached_property
    def titles(self) -> tuple[np.ndarray, np.ndarray]:
        """The titles that are compared: without a tail that only repeats album or artist."""
        return self.tails[0].head, self.tails[1].head

    @cached_property
    def title_ratio(self) -> np.ndarray:
        return np.maximum(ratio(self.texts, *self.titles), ratio(self.texts, *self.both("title")))

    @cached_property
    def artist_ratio(self) -> np.ndarray:
        """Likeness of the first artists, or of all together."""
        return np.maximum(
            ratio(self.texts, *self.both("main")), ratio(self.texts, *self.both("artists"))
        )

    @cached_property
    def version(self) -> np.ndarray:
        """A `State` for each pair."""
        states = version_states(self)
        # An edit is a version only where the lengths say so.
        states[(states == State.LENGTH) & ~(self.gap <= EDIT_GAP)] = State.CONFLICT
        # On a live album the plain title is live too, unless the lengths are those of one take: then
        # the other album holds the same concert without saying so.
        concert = states == State.CONCERT
        states[concert] = State.ALBUM
        apart = (self.album_ratio < OTHER_ALBUM) & (self.gap > SAME_TAKE)
        states[concert & apart] = State.CONFLICT
        return states

    @cached_property
    def number_conflict(self) -> np.ndarray:
        return number_conflicts(self)
