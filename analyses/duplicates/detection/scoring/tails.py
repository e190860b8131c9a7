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
TAIL_ALIKE = 80.0
# A name of so many letters is known by its beginning.
CUT_LETTERS = 15


@dataclass(frozen=True, kw_only=True)
class Tails:
    """Of one side of pairs: head: the title that is compared; tail: what was left out, 0 if nothing;
    numbers, version: what is left of these; artists, main: 0 where what was taken for the artist is
    the head. All are codes."""

    head: np.ndarray
    tail: np.ndarray
    numbers: np.ndarray
    version: np.ndarray
    artists: np.ndarray
    main: np.ndarray


def tails_of(evidence: Evidence, side: int) -> Tails:
    """Return the titles of a side (0 left, 1 right), each split where its tail is an album or the
    artists of either track of the pair."""
    values, texts = evidence.library.values, evidence.texts
    splits, version = evidence.both("splits")[side], evidence.both("version")[side]

    def choose(codes: tuple[int, ...]) -> int:
        """Return the number of the split from 1 on, 0 for none."""
        chosen, whole_version, *named = codes
        for place, (_, tail, _, left, _) in enumerate(values.splits[chosen], start=1):
            # What says a version is only taken for an album if it is the other track's.
            names = named if left == whole_version else named[:1]
            if tail and any(code and _is_alike(texts[tail], texts[code]) for code in names):
                return place
        return 0

    own, other = side, 1 - side
    named = [evidence.both("album")[other], evidence.both("album")[own]]
    # Rows without a split all look the same.
    rows = [
        np.where(splits > 0, r, 0) for r in (splits, version, *named, *evidence.both("artists"))
    ]
    return _taken(evidence, side, each_different(rows, choose))


def _taken(evidence: Evidence, side: int, chosen: np.ndarray) -> Tails:
    """Return the titles of a side, each by the split that was chosen for it, if any."""
    named = ("title", "splits", "numbers", "version", "artists", "main")
    title, splits, numbers, version, artists, main = (evidence.both(n)[side] for n in named)
    none = np.zeros_like(title)
    found = [title.copy(), none.copy(), numbers.copy(), version.copy(), none]
    there = np.flatnonzero(chosen)
    if len(there):
        several = evidence.library.values.splits
        pairs = zip(splits[there].tolist(), chosen[there].tolist(), strict=True)
        taken = np.array([several[split][place - 1] for split, place in pairs], np.int32)
        for column, of in zip(found, taken.T, strict=True):
            column[there] = of
    head, tail, numbers, version, is_swapped = found
    return Tails(
        head=head,
        tail=tail,
        numbers=numbers,
        version=version,
        artists=np.where(is_swapped, 0, artists),
        main=np.where(is_swapped, 0, main),
    )


@lru_cache(maxsize=65_536)
def _is_alike(tail: str, name: str) -> bool:
    from rapidfuzz.fuzz import ratio

    shorter, longer = sorted((tail, name), key=len)
    if len(shorter) >= CUT_LETTERS and longer.startswith(shorter):
        return True
    # Texts whose lengths differ by more are not as alike.
    if 200 * len(shorter) < TAIL_ALIKE * (len(shorter) + len(longer)):
        return False
    if ratio(tail, name) >= TAIL_ALIKE:
        return True
    # Artists are words in alphabetical order.
    return len(tail) < 60 and ratio(" ".join(sorted(tail.split())), name) >= TAIL_ALIKE
