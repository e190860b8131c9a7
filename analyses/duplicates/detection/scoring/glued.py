"""Titles into which an album or an artist was written without anything between: "SongAlbum"."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from analyses.duplicates.detection.scoring.evidence import Evidence

# What stands beside the title, and the name it may be, are at least as alike.
REST_ALIKE = 85.0
# A shorter rest is no name.
SHORTEST = 4


def is_glued(evidence: Evidence, which: np.ndarray) -> np.ndarray:
    """Return for the pairs at `which` whether one title is the other and a name that its own track has
    no field for: the other track's album behind it, or artist before it."""
    found = np.zeros(len(which), bool)
    for one, other in ((0, 1), (1, 0)):
        whole, title = (evidence.both("title")[side][which] for side in (one, other))
        for column, at_end in (("album", True), ("main", False)):
            own, name = (evidence.both(column)[side][which] for side in (one, other))
            told = np.flatnonzero((own == 0) & (name > 0) & (whole > 0) & (title > 0))
            rows = zip(*(of[told].tolist() for of in (whole, title, name)), strict=True)
            texts = evidence.texts
            both = [_is_both(texts[w], texts[t], texts[n], at_end=at_end) for w, t, n in rows]
            found[told] |= np.array(both, bool)
    return found


@lru_cache(maxsize=65_536)
def _is_both(whole: str, title: str, name: str, *, at_end: bool) -> bool:
    from rapidfuzz.fuzz import ratio

    whole, title = whole.replace(" ", ""), title.replace(" ", "")
    if len(whole) < len(title) + SHORTEST:
        return False
    if not (whole.startswith(title) if at_end else whole.endswith(title)):
        return False
    rest = whole[len(title) :] if at_end else whole[: -len(title)]
    return ratio(rest, name.replace(" ", "")) >= REST_ALIKE
