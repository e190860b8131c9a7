"""Step 3, veto: what rules a pair out, however alike the rest is."""

from __future__ import annotations

import numpy as np

from analyses.duplicates.detection.normalise.placeholders import Naming
from analyses.duplicates.detection.scoring.evidence import Evidence
from analyses.duplicates.detection.scoring.place import CLOSE, artists_alike
from analyses.duplicates.detection.scoring.versions import State
from analyses.duplicates.detection.settings import Settings

# Seconds of slack, as lengths in whole seconds are rounded and cut.
ROUNDING = 0.05
# Titles less alike than this are different titles.
TITLE_OTHER = 0.85


def is_other_version(evidence: Evidence) -> np.ndarray:
    """Return which pairs are different versions of, possibly, the same piece."""
    return np.asarray(evidence.version == State.CONFLICT)


def length_gap(evidence: Evidence) -> np.ndarray:
    """Return the seconds (float32) by which lengths rule a pair out where a tolerance is smaller: 0 where
    they prove nothing, as one was mistyped; NaN where one is unknown."""
    return evidence.length_gap


def is_ruled_out(evidence: Evidence, settings: Settings) -> np.ndarray:
    """Return which pairs cannot be one recording: other parts, lengths too far apart, two titles on
    one album, or nothing known but a title that names nothing."""
    return (
        evidence.number_conflict
        | (length_gap(evidence) > settings.duration_tolerance + ROUNDING)
        | _two_places(evidence)
        | _names_nothing(evidence)
    )


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
        & ~evidence.title_cut
    )


def _names_nothing(evidence: Evidence) -> np.ndarray:
    """Titles that name nothing, unless place and length say that it is one track, or an id does."""
    left, right = evidence.nameless
    title, heads = evidence.both("title"), evidence.titles
    nothing = left | right | (title[0] == 0) | (title[1] == 0)
    placeholder = evidence.both("placeholder")
    two_names = (placeholder[0] > 0) & (placeholder[1] > 0) & (heads[0] != heads[1])
    two_names &= (title[0] > 0) & (title[1] > 0)
    agrees = (_same_place(evidence) | _same_number(evidence)) & ~two_names
    for column in ("isrc", "recording", "audio"):
        here, there = evidence.both(column)
        agrees |= (here == there) & (here > 0)
    return nothing & ~agrees


def _same_place(evidence: Evidence) -> np.ndarray:
    """One place and length; a title that might be a name needs both lengths to be known."""
    named = [side == Naming.REPEATS for side in evidence.both("placeholder")]
    close = np.where(named[0] | named[1], evidence.gap <= CLOSE, ~(evidence.gap > CLOSE))
    return np.asarray(evidence.same_place & close)


def _same_number(evidence: Evidence) -> np.ndarray:
    """One artist, position, year and length, where an album is unknown."""
    number, year = evidence.both("number"), evidence.both("year")
    return (
        artists_alike(evidence)
        & np.isnan(evidence.album_ratio)
        & (number[0] == number[1])
        & (number[0] > 0)
        & ((year[0] == year[1]) | (year[0] == 0) | (year[1] == 0))
        & (evidence.gap <= CLOSE)
    )
