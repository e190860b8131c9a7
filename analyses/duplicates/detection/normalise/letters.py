"""How many of each letter a text has: what two texts have in common at most, whatever their order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from analyses.duplicates.detection.normalise.spelled import spelled

# Letters are told apart by the lowest bits of their numbers; two that share them count as one, which
# makes texts look more alike, never less.
DIFFERENT = 32
# More of one letter than this are counted as any number of all letters.
MOST = 255


@dataclass(frozen=True, kw_only=True)
class Letters:
    """Of each text: counts (uint8, one row a text), and how many letters it has (int32); spaces are
    left out."""

    counts: np.ndarray
    lengths: np.ndarray


def letters_of(texts: list[str], pause: Callable[[], None] = lambda: None) -> Letters:
    """Return the letters of texts; `pause` is called between some of them."""
    counts = np.zeros((len(texts), DIFFERENT), np.uint8)
    lengths = np.zeros(len(texts), np.int32)
    for first, last, text, letter in spelled(texts, pause):
        cells = (last - first) * DIFFERENT
        found = np.bincount(text * DIFFERENT + letter % DIFFERENT, minlength=cells)
        found = found.reshape(-1, DIFFERENT)
        lengths[first:last] = found.sum(axis=1)
        found[(found > MOST).any(axis=1)] = MOST
        counts[first:last] = found
    return Letters(counts=counts, lengths=lengths)
