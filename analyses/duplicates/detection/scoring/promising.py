"""Most candidates are soon seen to be none: what is left when the cheap criteria have spoken."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from analyses.duplicates.detection.scoring import criteria
from analyses.duplicates.detection.scoring.evidence import Evidence
from analyses.duplicates.detection.scoring.weights import Weights
from analyses.duplicates.detection.settings import CONFIDENCE_KEPT

if TYPE_CHECKING:
    from analyses.duplicates.detection.normalise.library import Library

# What costs little to compare; of the rest the best is assumed.
CHEAP = ("title", "artist", "year", "ids")
LEAST = float(np.log(CONFIDENCE_KEPT / (1 - CONFIDENCE_KEPT)))


def promising(
    library: Library, left: np.ndarray, right: np.ndarray, weights: Weights
) -> np.ndarray:
    """Return the places of the pairs that may reach the least confidence that is kept.

    None that does is left out: titles that may be split, and equal audio, always stay."""
    columns = library.columns
    plain = (columns.splits[left] == 0) & (columns.splits[right] == 0)
    plain &= (columns.audio[left] == 0) | (columns.audio[left] != columns.audio[right])
    places = np.flatnonzero(plain)
    evidence = Evidence(library, left[places], right[places])
    best = _of_length(evidence, weights.tables["duration"]) + weights.prior + _best(weights)
    for name in CHEAP:
        best += weights.tables[name][criteria.CRITERIA[name][1](evidence)]
    plain[places] = best < LEAST
    return np.flatnonzero(~plain)


def _best(weights: Weights) -> float:
    """Return the most that the criteria can say which are not compared yet."""
    return sum(float(weights.tables[name].max()) for name in ("album", "track_number", "version"))


def _of_length(evidence: Evidence, table: np.ndarray) -> np.ndarray:
    """Return the most that the lengths can say: they may be mistyped, and of two versions they say
    nothing."""
    found = table[criteria.steps_of(evidence.gap)]
    unknown = table[criteria.LENGTH.index("one missing")]
    mistyped = np.maximum(found, table[criteria.LENGTH.index("mistyped")])
    number, version, guests = (evidence.both(name) for name in ("number", "version", "guests"))
    found = np.where((number[0] == number[1]) & (number[0] > 0), mistyped, found)
    may_be_versions = (version[0] != version[1]) | ((guests[0] > 0) & (guests[1] > 0))
    may_be_versions |= np.isnan(evidence.gap)
    return np.where(may_be_versions, np.maximum(found, unknown), found)
