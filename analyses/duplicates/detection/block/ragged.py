"""Lists of different lengths, one a track, in two flat arrays."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from analyses.duplicates.detection.mixing import mixed


@dataclass(frozen=True, kw_only=True)
class Ragged:
    """values[starts[i] : starts[i + 1]] is the list of i."""

    starts: np.ndarray
    values: np.ndarray

    @classmethod
    def of(cls, lists: Iterable[list[int]]) -> Ragged:
        lengths: list[int] = [0]
        values: list[int] = []
        for one in lists:
            values += one
            lengths.append(len(values))
        return cls(starts=np.array(lengths, np.int64), values=np.array(values, np.uint64))

    @property
    def lengths(self) -> np.ndarray:
        return np.diff(self.starts)

    def rows(self, which: np.ndarray) -> Ragged:
        """Return the lists of these rows, in their order."""
        lengths = self.lengths[which]
        starts = np.concatenate(([0], np.cumsum(lengths)))
        inside = np.arange(starts[-1]) - np.repeat(starts[:-1], lengths)
        return Ragged(
            starts=starts, values=self.values[np.repeat(self.starts[which], lengths) + inside]
        )

    @classmethod
    def joined(cls, several: Iterable[Ragged]) -> Ragged:
        """Return the lists of several, one behind the other."""
        parts = list(several)
        lengths = np.concatenate([part.lengths for part in parts])
        return cls(
            starts=np.concatenate(([0], np.cumsum(lengths))),
            values=np.concatenate([part.values for part in parts]),
        )

    def part(self, first: int, last: int) -> Ragged:
        """Return the lists from `first` to before `last`."""
        starts = self.starts[first : last + 1]
        return Ragged(starts=starts - starts[0], values=self.values[starts[0] : starts[-1]])

    def flat(self) -> tuple[np.ndarray, np.ndarray]:
        """Return the row of each value, and the values."""
        return np.repeat(np.arange(len(self.starts) - 1), self.lengths), self.values

    def times(self, other: Ragged) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return the row of each pair of a value here and one there, and the two values."""
        here, there = self.lengths, other.lengths
        counts = here * there
        starts = np.concatenate(([0], np.cumsum(counts)))
        row = np.repeat(np.arange(len(counts)), counts)
        inside = np.arange(starts[-1]) - starts[row]
        first = self.values[self.starts[row] + inside // there[row]]
        second = other.values[other.starts[row] + inside % there[row]]
        return row, first, second

    def neighbours(self) -> tuple[np.ndarray, np.ndarray]:
        """Return the row of each pair of values beside each other, and a number for the pair."""
        row, values = self.flat()
        beside = row[1:] == row[:-1]
        return row[1:][beside], mixed(values[:-1][beside], values[1:][beside])
