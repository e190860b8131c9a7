"""Artists compared without the guests that both titles name."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from analyses.duplicates.detection.normalise.artists import Names, words_of_all
from analyses.duplicates.detection.scoring.rows import each_different

if TYPE_CHECKING:
    from analyses.duplicates.detection.scoring.evidence import Evidence

THOUSAND = 1000


def without_guests(evidence: Evidence, which: np.ndarray) -> np.ndarray:
    """Return for the pairs at `which` how alike (0..1) the artists are that the titles do not name."""
    from rapidfuzz.fuzz import ratio

    lists = evidence.library.values.guests

    def compare(codes: tuple[int, ...]) -> int:
        left, right = (_others(lists[codes[i]], lists[codes[i + 1]]) for i in (0, 2))
        first = ratio(_compact(left[0]), _compact(right[0]))
        together = ratio(_compact(words_of_all(left)), _compact(words_of_all(right)))
        return round(max(first, together) / 100 * THOUSAND)

    sides = [evidence.both(name) for name in ("names", "guests")]
    columns = [sides[column][side][which] for side in (0, 1) for column in (0, 1)]
    return each_different(columns, compare).astype(np.float32) / THOUSAND


def _others(names: Names, guests: Names) -> Names:
    """Return the names that are no guests; all where nobody else is left."""
    return tuple(name for name in names if name not in guests) or names


def _compact(text: str) -> str:
    return text.replace(" ", "")
