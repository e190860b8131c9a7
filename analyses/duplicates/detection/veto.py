"""Step 3, veto: what rules a pair out, however alike the rest is."""

from __future__ import annotations

import numpy as np

from analyses.duplicates.detection.scoring.evidence import Evidence
from analyses.duplicates.detection.scoring.versions import State, names_works
from analyses.duplicates.detection.settings import Settings

# Seconds of slack, as lengths in whole seconds are rounded and cut.
ROUNDING = 0.05
# Titles less alike than this are different titles.
TITLE_OTHER = 0.85
# Albums and artists at least as alike agree; lengths no further apart do.
ALIKE = 0.8
SAME_LENGTH = 1.1
SAME_PERFORMANCE = 2.1


def is_other_version(evidence: Evidence) -> np.ndarray:
    """Return which pairs are different versions of, possibly, the same piece."""
    return np.asarray(evidence.version == State.CONFLICT)


def is_ruled_out(evidence: Evidence, settings: Settings) -> np.ndarray:
    """Return which pairs cannot be one recording: other parts, lengths too far apart, two titles on
    one album, or nothing known but a title that names nothing."""
    return (
        evidence.number_conflict
        | (evidence.gap > settings.duration_tolerance + ROUNDING)
        | _two_places(evidence)
        | _names_nothing(evidence)
        | _other_performance(evidence)
        | _same_place_elsewhere(evidence)
    )


def _same_place_elsewhere(evidence: Evidence) -> np.ndarray:
    """ "Chapter 12" or "Intro" on two albums: each album has one, unless the lengths are one."""
    placeholder = evidence.both("placeholder")
    either = (placeholder[0] < 0) | (placeholder[1] < 0)
    return either & (evidence.album_ratio < ALIKE) & (evidence.gap > SAME_LENGTH)


def _other_performance(evidence: Evidence) -> np.ndarray:
    """Works are recorded by many, and an artist who is the composer says nothing of who plays: on two
    albums only one length is one recording."""
    other_album = evidence.album_ratio < ALIKE
    return names_works(evidence) & other_album & (evidence.gap > SAME_PERFORMANCE)


def _two_places(evidence: Evidence) -> np.ndarray:
    """Another position on the same disc of the same album, and another title."""
    number, disc = evidence.both("number"), evidence.both("disc")
    album = evidence.both("album")
    return (
        (number[0] != number[1])
        & (number[0] > 0)
        & (number[1] > 0)
        & (disc[0] == disc[1])
        & (album[0] == album[1])
        & (album[0] > 0)
        & (evidence.title_ratio < TITLE_OTHER)
    )


def _names_nothing(evidence: Evidence) -> np.ndarray:
    """Titles that are placeholders or empty, unless album, position, length and artist agree, or an
    id does."""
    placeholder = evidence.both("placeholder")
    title = evidence.both("title")
    nothing = (placeholder[0] | placeholder[1]) > 0
    nothing |= (title[0] == 0) | (title[1] == 0)
    artists, number = evidence.both("artists"), evidence.both("number")
    agrees = (
        ((artists[0] == 0) | (artists[1] == 0) | (evidence.artist_ratio >= ALIKE))
        & (evidence.album_ratio >= ALIKE)
        & (number[0] == number[1])
        & (number[0] > 0)
        & ~(evidence.gap > SAME_LENGTH)
        & ~((placeholder[0] > 0) & (placeholder[1] > 0) & (title[0] != title[1]))
    )
    for column in ("isrc", "recording", "audio"):
        left, right = evidence.both(column)
        agrees |= (left == right) & (left > 0)
    return nothing & ~agrees
