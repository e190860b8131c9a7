"""Step 3, veto: what rules a pair out, however alike the rest is."""

from __future__ import annotations

import numpy as np

from analyses.duplicates.detection.normalise.placeholders import Naming
from analyses.duplicates.detection.scoring.evidence import Evidence
from analyses.duplicates.detection.scoring.performers import two_performers
from analyses.duplicates.detection.scoring.place import (
    ALIKE,
    CLOSE,
    SAME_LETTERS,
    id_agrees,
    other_disc,
    other_position,
    same_number,
    two_sources,
)
from analyses.duplicates.detection.scoring.versions import State, names_scenes, names_works
from analyses.duplicates.detection.settings import Settings

# Seconds of slack, as lengths in whole seconds are rounded and cut.
ROUNDING = 0.05
# Titles less alike than this are different titles.
TITLE_OTHER = 0.85
# Two recordings of one work are hardly ever as near in length.
SAME_PERFORMANCE = 2.1
# Years by which tags of one release differ.
SAME_RELEASE = 3
# One file twice has one length; a track with its right and a wrong position is hardly farther apart.
SAME_LENGTH = 0.3
SAME_TITLE = 5.1
# Tracks of fewer seconds differ by no more than this share, or two seconds, on two albums.
SHORT_LENGTH = 60
SHORT_SHARE = 0.1


def is_other_version(evidence: Evidence) -> np.ndarray:
    """Return which pairs are different versions of, possibly, the same piece."""
    return np.asarray(evidence.version == State.CONFLICT)


def is_ruled_out(evidence: Evidence) -> np.ndarray:
    """Return which pairs cannot be one recording, whatever the settings: other parts, two titles on
    one album, or nothing known but a title that names nothing."""
    return (
        evidence.number_conflict
        | _two_places(evidence)
        | _names_nothing(evidence)
        | _other_performance(evidence)
        | (two_performers(evidence) & ~id_agrees(evidence))
        | _same_place_elsewhere(evidence)
        | _short_elsewhere(evidence)
        | _nobody_elsewhere(evidence)
    )


def length_gap(evidence: Evidence) -> np.ndarray:
    """Return the seconds between the lengths (float32) that count against the tolerance: 0 where they
    prove nothing, as one is unknown or was mistyped."""
    return np.nan_to_num(evidence.length_gap, nan=0.0).astype(np.float32)


def is_too_far_apart(gap: np.ndarray, settings: Settings) -> np.ndarray:
    """Return which gaps rule a pair out under these settings."""
    return np.asarray(gap > settings.duration_tolerance + ROUNDING)


def _same_place_elsewhere(evidence: Evidence) -> np.ndarray:
    """ "Chapter 12" or "Intro" on two albums: each album has one. An id has to agree, or the year and the
    very length; where one album's name is in the other's, they may be one, and the length is enough."""
    year = evidence.both("year")
    same = (year[0] == year[1]) & (year[0] > 0) & (evidence.gap <= ROUNDING)
    same |= evidence.album_overlap & ~(evidence.gap > CLOSE)
    elsewhere = evidence.album_ratio < ALIKE
    return _either(evidence, Naming.PLACE) & elsewhere & ~same & ~id_agrees(evidence)


def _short_elsewhere(evidence: Evidence) -> np.ndarray:
    """Short tracks of two albums: of half a minute, four seconds are much. "Name (Skit)" is another
    on each album unless it is as long to the tenth of a second, where both tell that."""
    lengths = evidence.both("duration")
    longer = np.fmax(*lengths)
    most = np.where(
        longer < SHORT_LENGTH, np.maximum(SAME_PERFORMANCE, SHORT_SHARE * longer), np.inf
    )
    scenes = names_scenes(evidence)
    # Some programs write whole seconds.
    is_whole = [side == np.floor(side) for side in lengths]
    most = np.where(scenes, np.where(is_whole[0] != is_whole[1], CLOSE, SAME_LENGTH), most)
    other_album = (evidence.album_ratio < ALIKE) & ~evidence.album_overlap
    return np.asarray(other_album & (evidence.gap > most) & ~id_agrees(evidence))


def _nobody_elsewhere(evidence: Evidence) -> np.ndarray:
    """Nobody knows whose they are, and the albums are two: many sing one song, but not for as long."""
    nobody = (evidence.artists[0] == 0) & (evidence.artists[1] == 0)
    other_album = (evidence.album_ratio < ALIKE) & ~evidence.album_overlap
    return nobody & other_album & ~(evidence.gap <= SAME_LENGTH) & ~id_agrees(evidence)


def _other_performance(evidence: Evidence) -> np.ndarray:
    """Works are recorded by many, and an artist who is the composer says nothing of who plays: on two
    albums, years apart, or as of two artists, only one length is one recording."""
    year, artists = evidence.both("year"), evidence.artists
    other = evidence.album_ratio < ALIKE
    other |= (
        (np.abs(year[0].astype(np.int32) - year[1]) > SAME_RELEASE) & (year[0] > 0) & (year[1] > 0)
    )
    other |= (artists[0] != artists[1]) & (artists[0] > 0) & (artists[1] > 0)
    return _are_works(evidence) & other & (evidence.gap > SAME_PERFORMANCE) & ~id_agrees(evidence)


def _are_works(evidence: Evidence) -> np.ndarray:
    """Whether both titles name a classical work, or nothing but a movement."""
    left, right = evidence.both("placeholder")
    return names_works(evidence) | ((left == Naming.MOVEMENT) & (right == Naming.MOVEMENT))


def _either(evidence: Evidence, naming: Naming) -> np.ndarray:
    left, right = evidence.both("placeholder")
    return np.asarray((left == naming) | (right == naming))


def _two_places(evidence: Evidence) -> np.ndarray:
    """Two places on one album, and another title or too far apart in length for one track twice."""
    album = evidence.both("album")
    apart = (album[0] == album[1]) & (album[0] > 0)
    apart &= other_position(evidence) | other_disc(evidence)
    other_title = (evidence.title_ratio < TITLE_OTHER) & ~evidence.title_cut
    other_title &= ~other_disc(evidence)
    return np.asarray(apart & (other_title | (_two_takes(evidence) & ~id_agrees(evidence))))


def _two_takes(evidence: Evidence) -> np.ndarray:
    """Which lengths are too far apart for one track, given that positions or discs are two.

    Where tags were made together, a title that differs is rather meant than misspelt; what each album
    may have several times, as movements and scenes, has to be of one length to be one."""
    year = evidence.both("year")
    together = ~two_sources(evidence) & (year[0] == year[1])
    place, repeats = (_either(evidence, naming) for naming in (Naming.PLACE, Naming.REPEATS))
    # A book's parts are counted anew on each disc.
    part = (place & together) | ((place | repeats) & other_disc(evidence))
    often = place | _are_works(evidence) | (repeats & together) | part
    most = np.full(len(together), np.inf, np.float32)
    most[together] = SAME_TITLE
    most[together & (evidence.title_ratio < SAME_LETTERS)] = CLOSE
    most[other_disc(evidence)] = CLOSE
    most[often] = np.where(together[often], SAME_LENGTH, CLOSE)
    most[repeats & together] = SAME_PERFORMANCE
    most[part] = -1
    # Unknown lengths prove one track only of what no album has twice.
    return np.where(often, ~(evidence.gap <= most), evidence.gap > most)


def _names_nothing(evidence: Evidence) -> np.ndarray:
    """Titles that name nothing, unless place and length say that it is one track, or an id does."""
    left, right = evidence.nameless
    title, heads = evidence.both("title"), evidence.titles
    nothing = left | right | (title[0] == 0) | (title[1] == 0)
    placeholder = evidence.both("placeholder")
    two_names = (placeholder[0] > 0) & (placeholder[1] > 0) & (heads[0] != heads[1])
    two_names &= (title[0] > 0) & (title[1] > 0)
    agrees = _same_place(evidence) | same_number(evidence) | evidence.is_what_is_left
    agrees &= ~two_names
    return nothing & ~agrees & ~id_agrees(evidence)


def _same_place(evidence: Evidence) -> np.ndarray:
    """One place and length; a title that might be a name needs both lengths to be known."""
    named = [side == Naming.REPEATS for side in evidence.both("placeholder")]
    close = np.where(named[0] | named[1], evidence.gap <= CLOSE, ~(evidence.gap > CLOSE))
    return np.asarray(evidence.same_place & close)
