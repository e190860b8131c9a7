"""Tracks of which a program that can only write ASCII left no letter, and what they were."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from analyses.duplicates.detection.normalise.residues import has_words, is_all_lost
from analyses.duplicates.detection.scoring.place import ALIKE, CLOSE

if TYPE_CHECKING:
    from analyses.duplicates.detection.scoring.evidence import Evidence


def is_what_is_left(evidence: Evidence) -> np.ndarray:
    """Return which pairs are a track and what is left of it: position, year and length are known and
    agree, all letters of the title would be lost, the number of words fits the spaces that are there, and
    so it is with artist and album, or they agree."""
    number, year, gaps = (evidence.both(name) for name in ("number", "year", "gaps"))
    found = (
        ((gaps[0] > 0) != (gaps[1] > 0))
        & (number[0] == number[1])
        & (number[0] > 0)
        & (year[0] == year[1])
        & (year[0] > 0)
        & (evidence.gap <= CLOSE)
    )
    rows = np.flatnonzero(found)
    if len(rows):
        found[rows] = [_fits(evidence, row) for row in rows.tolist()]
    return found


def _fits(evidence: Evidence, row: int) -> bool:
    texts, splits = evidence.texts, evidence.library.values.splits
    gaps = evidence.both("gaps")
    rest, whole = (0, 1) if gaps[0][row] else (1, 0)

    def fits(place: int, name: str) -> bool:
        return is_all_lost(name) and has_words(int(gaps[rest][row]), place, name)

    # The title, or what is left of it without a tail that is the album.
    heads = [split[0] for split in splits[evidence.both("splits")[whole][row]]]
    if not any(fits(0, texts[head]) for head in (evidence.titles[whole][row], *heads)):
        return False
    alike = (
        (evidence.artists, evidence.artist_ratio, evidence.artist_overlap),
        (evidence.albums, evidence.album_ratio, evidence.album_overlap),
    )
    for place, (sides, ratio, overlap) in enumerate(alike, start=1):
        name = texts[sides[whole][row]]
        agree = ratio[row] >= ALIKE or overlap[row] if sides[rest][row] else fits(place, name)
        if name and not agree:
            return False
    return True
