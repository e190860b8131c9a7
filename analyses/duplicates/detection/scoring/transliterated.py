"""One track in two scripts: "Группа крови" by "Кино", and "Gruppa krovi" by "Kino"."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from analyses.duplicates.detection.normalise.sounds import sounds_of

if TYPE_CHECKING:
    from analyses.duplicates.detection.scoring.evidence import Evidence, Sides

# Sounds at least as alike are one name, as two systems write it.
ALIKE = 85.0
# With their vowels they are at least as alike.
WRITTEN_ALIKE = 65.0
# Of fewer sounds too many names are made.
TITLE_SOUNDS = 3
NAME_SOUNDS = 2
# Artists in one script have to be as alike as they are elsewhere.
ARTISTS_ALIKE = 0.8
# Seconds that the lengths may differ.
SAME_TAKE = 2.1


def in_other_script(evidence: Evidence, texts: Sides) -> np.ndarray:
    """Return for each pair whether one text is in Latin letters and the other is not, and the lengths
    do not say that they are two recordings."""
    left, right = texts
    latin = evidence.library.values.latin
    there = (left > 0) & (right > 0) & (evidence.gap <= SAME_TAKE)
    return np.asarray(there & (latin[left] != latin[right]))


def are_transliterated(evidence: Evidence, artists_ratio: np.ndarray) -> np.ndarray:
    """Return for each pair whether titles in two scripts sound alike, and the artists are alike or do
    too."""
    mains = evidence.mains
    found = in_other_script(evidence, evidence.titles) & (mains[0] > 0) & (mains[1] > 0)
    rows = np.flatnonzero(found)
    alike = artists_ratio[rows] >= ARTISTS_ALIKE
    codes = zip(alike.tolist(), *_codes(rows, (*evidence.titles, *mains)), strict=True)
    texts = evidence.texts
    found[rows] = [
        _sound_alike(texts[left], texts[right], TITLE_SOUNDS)
        and (is_alike or _sound_alike(texts[one], texts[other], NAME_SOUNDS))
        for is_alike, left, right, one, other in codes
    ]
    return found


def _codes(rows: np.ndarray, columns: tuple[np.ndarray, ...]) -> list[list[int]]:
    return [column[rows].tolist() for column in columns]


@lru_cache(maxsize=16_384)
def _sound_alike(left: str, right: str, least: int) -> bool:
    from anyascii import anyascii
    from rapidfuzz.fuzz import ratio

    here, there = sounds_of(left), sounds_of(right)
    if min(len(here), len(there)) < least or ratio(here, there) < ALIKE:
        return False
    # "Дорога" is no "Drug", though only vowels differ.
    return ratio(anyascii(left).lower(), anyascii(right).lower()) >= WRITTEN_ALIKE
