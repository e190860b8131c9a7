"""Titles without what only repeats an album or an artist: "Title - Album", "Title (Album)"."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from analyses.duplicates.detection.scoring.rows import each_different

if TYPE_CHECKING:
    from analyses.duplicates.detection.scoring.evidence import Evidence

# From here on a tail is taken for the album or artist it resembles.
TAIL_ALIKE = 85.0


@dataclass(frozen=True, kw_only=True)
class Tails:
    """Of one side of pairs: head: the title that is compared; tail: what was left out, 0 if nothing;
    numbers: those of the head. All are codes."""

    head: np.ndarray
    tail: np.ndarray
    numbers: np.ndarray


def tails_of(evidence: Evidence, side: int) -> Tails:
    """Return the titles of a side (0 left, 1 right), each split where its tail is an album or the
    artists of either track of the pair."""
    values, texts = evidence.library.values, evidence.texts
    splits = evidence.both("splits")[side]

    def choose(codes: tuple[int, ...]) -> int:
        """Return the number of the split from 1 on, 0 for none."""
        if not codes[0]:
            return 0
        named = [texts[code] for code in codes[1:] if code]
        for place, (_, tail, _) in enumerate(values.splits[codes[0]], start=1):
            if tail and any(_is_alike(texts[tail], name) for name in named):
                return place
        return 0

    named = [side for name in ("album", "artists") for side in evidence.both(name)]
    # Rows without a split all look the same.
    rows = [splits, *(np.where(splits > 0, names, 0) for names in named)]
    chosen = each_different(rows, choose)
    found = [evidence.both("title")[side], np.zeros_like(splits), evidence.both("numbers")[side]]
    found = [column.copy() for column in found]
    for place in np.flatnonzero(chosen).tolist():
        split = values.splits[splits[place]][chosen[place] - 1]
        for column, value in zip(found, split, strict=True):
            column[place] = value
    return Tails(head=found[0], tail=found[1], numbers=found[2])


@lru_cache(maxsize=65_536)
def _is_alike(tail: str, name: str) -> bool:
    from rapidfuzz.fuzz import ratio

    if ratio(tail, name) >= TAIL_ALIKE:
        return True
    # Artists are words in alphabetical order.
    return len(tail) < 60 and ratio(" ".join(sorted(tail.split())), name) >= TAIL_ALIKE
