"""Numbers for texts, spaces left out, for many at once: that of two texts as one comes from both."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from analyses.duplicates.detection.mixing import mixed
from analyses.duplicates.detection.normalise.spelled import spelled

# A polynomial of the letters at this point, modulo 2**64: odd, so that powers never vanish. Some texts of
# a thousand letters are known to have one sum at all such points; no field is that long.
POINT = 0xD6E8FEB86659FD93


@dataclass(frozen=True, kw_only=True)
class Hashes:
    """Of each text: sums (uint64), the polynomial of its letters; shifts (uint64), what the sum of a
    text is multiplied by where this one stands behind it."""

    sums: np.ndarray
    shifts: np.ndarray

    def of(self, which: np.ndarray) -> np.ndarray:
        """Return 32-bit numbers (uint64) of these texts, the same in every run."""
        return _spread(self.sums[which])

    def of_both(self, first: np.ndarray, behind: np.ndarray) -> np.ndarray:
        """Return the numbers of texts with another behind each: `of` what they are as one."""
        return _spread(self.sums[first] * self.shifts[behind] + self.sums[behind])


def hashes_of(texts: list[str], pause: Callable[[], None]) -> Hashes:
    """Return the hashes of texts; `pause` is called between some of them."""
    powers = _powers(max(map(len, texts), default=0))
    sums = np.zeros(len(texts), np.uint64)
    shifts = np.ones(len(texts), np.uint64)
    for first, last, text, letter in spelled(texts, pause):
        lengths = np.bincount(text, minlength=last - first)
        ends = np.cumsum(lengths)
        terms = letter * powers[ends[text] - 1 - np.arange(len(text))]
        total = np.concatenate((np.zeros(1, np.uint64), np.cumsum(terms)))
        sums[first:last] = total[ends] - total[ends - lengths]
        shifts[first:last] = powers[lengths]
    return Hashes(sums=sums, shifts=shifts)


def _powers(most: int) -> np.ndarray:
    """Return POINT to the power of 0, 1 … `most`."""
    points = np.full(most + 1, POINT, np.uint64)
    points[0] = 1
    return np.cumprod(points)


def _spread(sums: np.ndarray) -> np.ndarray:
    return np.asarray(mixed(sums, 0) >> np.uint64(32))
