"""Title and artist that stand in each other's place, as in files named "Title - Artist"."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from analyses.duplicates.detection.scoring.evidence import Evidence

# Seconds that the lengths may differ: names alone may be those of a song and a band.
SAME_TAKE = 2.1


def are_exchanged(evidence: Evidence) -> np.ndarray:
    """Return for each pair whether each title is the other's first artist, letter for letter."""
    titles, artists = evidence.both("title"), evidence.both("main")
    lengths, compact = evidence.library.values.lengths, evidence.compact
    found = (artists[0] != artists[1]) & (evidence.gap <= SAME_TAKE)
    for title, artist in ((titles[0], artists[1]), (titles[1], artists[0])):
        found &= (title > 0) & (artist > 0) & (lengths[title] == lengths[artist])
    rows = np.flatnonzero(found)
    codes = zip(*(side[rows].tolist() for side in (*titles, *artists)), strict=True)
    found[rows] = [
        compact[left] == compact[behind_right] and compact[right] == compact[behind_left]
        for left, right, behind_left, behind_right in codes
    ]
    return np.asarray(found)
