"""How alike two texts are at most: told by their letters alone, for many pairs at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from analyses.duplicates.detection.scoring.evidence import Evidence, Sides

# A text counts as contained in another if it lacks no more than this share of all letters.
ROUNDING = 1e-3


@dataclass(frozen=True, kw_only=True)
class Likeness:
    """ratio: 0..1 (float32), no less than the ratio of the texts; contained: whether one text may have
    all letters of the other."""

    ratio: np.ndarray
    contained: np.ndarray

    @classmethod
    def of(cls, common: np.ndarray, least: Sides) -> Likeness:
        """common: how many letters the texts have in common at most; least: how many each has, or the
        shortest of those it may stand for."""
        left, right = (np.maximum(side, common) for side in least)
        both = np.maximum(left + right, 1)
        return cls(
            ratio=(2 * common / both).astype(np.float32),
            contained=common >= np.minimum(*least) - ROUNDING * both,
        )


def of_names(evidence: Evidence, codes: Sides) -> Likeness:
    """Return the likeness of texts."""
    letters = evidence.library.values.letters
    common = _common(*(letters.counts[side] for side in codes))
    left, right = (letters.lengths[side] for side in codes)
    return Likeness.of(common, (left, right))


def of_titles(evidence: Evidence) -> Likeness:
    """Return the likeness of titles, whole or without any of their tails."""
    values = evidence.library.values
    counts, least, most = [], [], []
    for title, splits in zip(evidence.both("title"), evidence.both("splits"), strict=True):
        whole = values.letters.lengths[title]
        shortest = np.minimum(whole, values.heads.lengths[splits])
        letters = values.letters.counts[title]
        split = np.flatnonzero(splits)
        letters[split] = np.maximum(letters[split], values.heads.counts[splits[split]])
        counts.append(letters)
        least.append(shortest)
        most.append(letters.sum(axis=1, dtype=np.int32))
    common = np.minimum(_common(*counts), np.minimum(*most))
    return Likeness.of(common, (least[0], least[1]))


def _common(left: np.ndarray, right: np.ndarray) -> np.ndarray:
    return np.minimum(left, right).sum(axis=1, dtype=np.int32)
