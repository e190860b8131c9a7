"""Texts as the numbers of their letters, spaces left out, many at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import accumulate
from typing import NamedTuple

import numpy as np

# Letters that are read in one go, so that it takes no longer where texts are long.
AT_ONCE = 1_000_000
SPACE = ord(" ")


class Spelled(NamedTuple):
    """The texts from `first` to before `last`: for each letter which of them it is in, counted from
    `first`, and the letter itself."""

    first: int
    last: int
    text: np.ndarray
    letter: np.ndarray


def spelled(texts: list[str], pause: Callable[[], None]) -> Iterator[Spelled]:
    """Yield texts part by part; `pause` is called before each."""
    ends = np.fromiter(accumulate(map(len, texts)), np.int64, len(texts))
    first = 0
    while first < len(texts):
        pause()
        before = int(ends[first - 1]) if first else 0
        last = max(first + 1, int(np.searchsorted(ends, before + AT_ONCE, side="right")))
        part = texts[first:last]
        text = np.repeat(np.arange(len(part)), [len(one) for one in part])
        letters = np.frombuffer("".join(part).encode("utf-32-le", "surrogatepass"), np.uint32)
        written = letters != SPACE
        yield Spelled(first, last, text[written], letters[written])
        first = last
