"""Numbers for texts, spaces left out, for many at once: that of two texts as one comes from both."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from analyses.duplicates.detection.mixing import mixed

# A polynomial of the letters at this point, modulo 2**64: odd, so that powers never vanish.
POINT = 0xD6E8FEB86659FD93
# Texts that are read in one go.
AT_ONCE = 50_000
SPACE = ord(" ")


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
    """Return the hashes of texts; `pause` is called between some ten thousand of them."""
    powers = _powers(max(map(len, texts), default=0))
    sums = np.zeros(len(texts), np.uint64)
    shifts = np.ones(len(texts), np.uint64)
    for first in range(0, len(texts), AT_ONCE):
        pause()
        part = texts[first : first + AT_ONCE]
        text = np.repeat(np.arange(len(part)), [len(one) for one in part])
        letters = np.frombuffer("".join(part).encode("utf-32-le", "surrogatepass"), np.uint32)
        written = letters != SPACE
        text, letters = text[written], letters[written]
        lengths = np.bincount(text, minlength=len(part))
        ends = np.cumsum(lengths)
        terms = letters * powers[ends[text] - 1 - np.arange(len(text))]
        total = np.concatenate((np.zeros(1, np.uint64), np.cumsum(terms)))
        sums[first : first + len(part)] = total[ends] - total[ends - lengths]
        shifts[first : first + len(part)] = powers[lengths]
    return Hashes(sums=sums, shifts=shifts)


def _powers(most: int) -> np.ndarray:
    """Return POINT to the power of 0, 1 … `most`."""
    points = np.full(most + 1, POINT, np.uint64)
    points[0] = 1
    return np.cumprod(points)


def _spread(sums: np.ndarray) -> np.ndarray:
    return np.asarray(mixed(sums, 0) >> np.uint64(32))
