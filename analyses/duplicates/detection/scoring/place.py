"""The same place on the same album: what stands there is one track, though a field of it is damaged."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from analyses.duplicates.detection.normalise.durations import looks_mistyped
from analyses.duplicates.detection.normalise.positions import SIDES_FROM
from analyses.duplicates.detection.scoring.similarity import same_digits
from analyses.duplicates.detection.scoring.versions import State, names_works

if TYPE_CHECKING:
    from analyses.duplicates.detection.scoring.evidence import Evidence

# Albums and artists at least as alike agree.
ALIKE = 0.8
# Titles at least as alike agree.
TITLE_ALIKE = 0.9
# Titles at least as alike have the same letters in the same order.
SAME_LETTERS = 0.9999
# Lengths in whole seconds, rounded or cut, are no further apart.
CLOSE = 1.1


def same_place(evidence: Evidence) -> np.ndarray:
    """Return which pairs have one album and one known position on it, while artists and disc agree or
    are unknown."""
    number, artists = evidence.both("number"), evidence.artists
    return (
        (number[0] == number[1])
        & (number[0] > 0)
        & _agree_or_unknown(*evidence.both("disc"))
        & ((evidence.album_ratio >= ALIKE) | evidence.album_overlap)
        & (artists_alike(evidence) | (artists[0] == 0) | (artists[1] == 0))
    )


def other_position(evidence: Evidence) -> np.ndarray:
    """Return which pairs have two known positions on what may be one disc; "A2" and "2" are counted in
    two ways, and say nothing of each other."""
    number, disc = evidence.both("number"), evidence.both("disc")
    return np.asarray(
        (number[0] != number[1])
        & (number[0] > 0)
        & (number[1] > 0)
        & ((number[0] >= SIDES_FROM) == (number[1] >= SIDES_FROM))
        & (disc[0] == disc[1])
    )


def other_disc(evidence: Evidence) -> np.ndarray:
    """Return which pairs are on two discs that are both known."""
    left, right = evidence.both("disc")
    return np.asarray((left != right) & (left > 0) & (right > 0))


def artists_alike(evidence: Evidence) -> np.ndarray:
    """Return which pairs have artists that are known to agree."""
    return np.asarray((evidence.artist_ratio >= ALIKE) | evidence.artist_overlap)


def same_number(evidence: Evidence) -> np.ndarray:
    """Return which pairs have one artist, position, year and length, where an album is unknown."""
    number, year = evidence.both("number"), evidence.both("year")
    return np.asarray(
        artists_alike(evidence)
        & np.isnan(evidence.album_ratio)
        & (number[0] == number[1])
        & (number[0] > 0)
        & _agree_or_unknown(*year)
        & (evidence.gap <= CLOSE)
    )


def two_sources(evidence: Evidence) -> np.ndarray:
    """Return which pairs have artist and album written in two ways: their tags were not made together,
    and either may be wrong."""
    written = evidence.both("names_written")
    return np.asarray(written[0] != written[1])


def is_surely_one_place(evidence: Evidence) -> np.ndarray:
    """Return which pairs have one place of one album and one length, as two sources wrote them."""
    return np.asarray(two_sources(evidence) & evidence.same_place & (evidence.gap <= CLOSE))


def is_mistyped(evidence: Evidence) -> np.ndarray:
    """Return which pairs are apart in length as by wrong digits, while all the rest agrees.

    Tags that are letter for letter the same were made together, and their lengths measured: there
    the lengths hold. Only where two sources wrote them may one have mistyped the length, and where no
    year agrees, names that are but alike prove too little. Of works, movements and chapters another
    recording is likelier than a slip."""
    titles = evidence.both("title_written")
    year, named = evidence.both("year"), evidence.both("placeholder")
    agree = np.asarray(
        (evidence.gap > CLOSE)
        & (((year[0] == year[1]) & (year[0] > 0)) | _is_one_text(evidence))
        & (named[0] >= 0)
        & (named[1] >= 0)
        & ~names_works(evidence)
        & (two_sources(evidence) | (titles[0] != titles[1]))
        & evidence.same_place
        & _agree_or_unknown(*year)
        & (evidence.title_ratio >= TITLE_ALIKE)
        & (evidence.version <= State.SAME)
    )
    lengths = [of[agree] for of in evidence.both("duration")]
    agree[agree] = looks_mistyped(*lengths)
    for names in (evidence.albums, evidence.artists):
        sides = [of[agree] for of in names]
        agree[agree] = same_digits(evidence.texts, *sides)
    return agree


def _is_one_text(evidence: Evidence) -> np.ndarray:
    """Return which pairs have the same title, artists and album once editions and the like are left out."""
    found = evidence.title_ratio >= SAME_LETTERS
    for left, right in (evidence.albums, evidence.artists):
        found &= (left == right) & (left > 0)
    return found


def _agree_or_unknown(left: np.ndarray, right: np.ndarray) -> np.ndarray:
    return np.asarray((left == right) | (left == 0) | (right == 0))


def id_agrees(evidence: Evidence) -> np.ndarray:
    """Return which pairs an equal id says to be one recording."""
    agrees = np.zeros(len(evidence.left), bool)
    for column in ("isrc", "recording", "audio"):
        here, there = evidence.both(column)
        agrees |= (here == there) & (here > 0)
    return agrees
