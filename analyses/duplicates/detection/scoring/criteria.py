"""The criteria: each puts a pair into one of its classes, and each class has a weight."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from analyses.duplicates.detection.normalise.durations import SLACK
from analyses.duplicates.detection.normalise.positions import SIDES_FROM
from analyses.duplicates.detection.scoring.evidence import Evidence
from analyses.duplicates.detection.scoring.place import other_disc
from analyses.duplicates.detection.scoring.rows import different
from analyses.duplicates.detection.scoring.short_titles import are_two_titles
from analyses.duplicates.detection.scoring.similarity import in_two_scripts, is_contained
from analyses.duplicates.detection.scoring.slips import Damage, damage_of
from analyses.duplicates.detection.scoring.versions import State

# Likeness from which two albums are one.
ALBUM_ALIKE = 0.85
# The beginning of a title of more letters says enough.
SHORT_TITLE = 12


def steps_down(values: np.ndarray, limits: tuple[float, ...]) -> np.ndarray:
    """Return the number of limits that a value does not reach; limits fall."""
    return (values[:, None] < np.array(limits, np.float32)).sum(axis=1).astype(np.int8)


TITLE = ("equal", "0.95", "0.9", "0.85", "0.8", "0.7", "0.6", "other", "cut", "contained",
         "placeholder", "missing")  # fmt: skip
# What says more for a pair than the class that short titles get.
PARTED = np.isin(TITLE, ("0.95", "0.9", "0.85", "0.8", "0.7", "cut", "contained"))
TITLE_STEPS = (0.9999, 0.95, 0.9, 0.85, 0.8, 0.7, 0.6)


def title(evidence: Evidence) -> np.ndarray:
    left, right = evidence.titles
    found = steps_down(evidence.title_ratio, TITLE_STEPS)
    poor = np.flatnonzero((found > 0) & evidence.title_contained)
    contained = is_contained(evidence.texts, left[poor], right[poor])
    found[poor[contained & (found[poor] > 2)]] = TITLE.index("contained")
    found[(found > 0) & evidence.title_cut] = TITLE.index("cut")
    _part_short_titles(evidence, found)
    poor = np.flatnonzero((found >= TITLE.index("0.8")) & (found <= TITLE.index("other")))
    damage = damage_of(evidence, poor)
    found[poor[damage == Damage.PART]] = TITLE.index("contained")
    found[poor[damage == Damage.NAME]] = TITLE.index("missing")
    nothing = evidence.nameless
    found[nothing[0] & nothing[1]] = TITLE.index("placeholder")
    found[nothing[0] != nothing[1]] = TITLE.index("missing")
    found[_transcribed(evidence, left, right)] = TITLE.index("missing")
    return found


def _part_short_titles(evidence: Evidence, found: np.ndarray) -> None:
    """Take a short title for another where the other has a word more or another end or beginning, as
    words have: "Stay" and "Stay Away", "Believe" and "Believer". At one position of what may be one
    album it is cut or misspelt, and what brackets or a dash set off may be left out."""
    number = evidence.both("number")
    other_album = (evidence.album_ratio < ALBUM_ALIKE) & ~evidence.album_overlap
    # Of one position that is unknown the album says enough.
    other_number = ((number[0] > 0) == (number[1] > 0)) & (
        (number[0] != number[1]) | (number[0] == 0)
    )
    elsewhere = ~evidence.same_place & (other_album | other_number)
    elsewhere &= PARTED[found]
    titles, texts = evidence.titles, evidence.texts
    lengths = evidence.library.values.lengths
    shorter = np.minimum(lengths[titles[0]], lengths[titles[1]])
    rows = np.flatnonzero(elsewhere & (shorter <= SHORT_TITLE))
    first, places = different([side[rows] for side in titles])
    pairs = zip(*(side[rows[first]].tolist() for side in titles), strict=True)
    apart = [are_two_titles(texts[left], texts[right]) for left, right in pairs]
    rows = rows[np.array(apart, bool)[places]] if len(rows) else rows
    found[rows[~_is_head(evidence, rows)]] = TITLE.index("0.6")


def _is_head(evidence: Evidence, rows: np.ndarray) -> np.ndarray:
    """Return which pairs have one title that is the other without what is set off at its end."""
    titles, splits = evidence.titles, evidence.both("splits")
    ways = evidence.library.values.splits
    found = (splits[0][rows] > 0) | (splits[1][rows] > 0)
    sides = zip(*(of[rows[found]].tolist() for of in (*titles, *splits)), strict=True)
    found[found] = [
        any(way[0] == left for way in ways[there]) or any(way[0] == right for way in ways[here])
        for left, right, here, there in sides
    ]
    return np.asarray(found)


ARTIST = (
    "equal",
    "same first",
    "contained",
    "0.9",
    "0.8",
    "0.65",
    "other",
    "one missing",
    "missing",
)
# No likeness alone makes one of the first three.
ARTIST_STEPS = (2.0, 2.0, 2.0, 0.9, 0.8, 0.65)


def artist(evidence: Evidence) -> np.ndarray:
    left, right = evidence.artists
    main_left, main_right = evidence.mains
    found = steps_down(evidence.artist_ratio, ARTIST_STEPS)
    found[evidence.artist_overlap] = ARTIST.index("contained")
    found[main_left == main_right] = ARTIST.index("same first")
    is_equal = (left == right) & ~evidence.shared_guests
    found[is_equal | (evidence.artist_ratio > 0.999)] = ARTIST.index("equal")
    found[(left == 0) | (right == 0)] = ARTIST.index("one missing")
    found[(left == 0) & (right == 0)] = ARTIST.index("missing")
    found[_transcribed(evidence, left, right)] = ARTIST.index("one missing")
    return found


def _transcribed(evidence: Evidence, left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Return which texts of tracks with an equal id are in two scripts, so that their letters say
    nothing: "Кино" and "Kino"."""
    found = np.zeros(len(left), bool)
    rows = np.flatnonzero((ids(evidence) == IDS.index("equal")) & (left != right))
    for row in rows.tolist():
        found[row] = in_two_scripts(evidence.texts[left[row]], evidence.texts[right[row]])
    return found


ALBUM = ("equal", "0.85", "contained", "0.65", "other", "title", "one missing", "missing")


def album(evidence: Evidence) -> np.ndarray:
    """Likeness of the albums; title: both are named after their one title, as singles are, so that
    their likeness says nothing new."""
    alike = evidence.album_ratio
    found = steps_down(alike, (0.9999, ALBUM_ALIKE, ALBUM_ALIKE, 0.65))
    left, right = evidence.both("album")
    found[(alike < ALBUM_ALIKE) & evidence.album_overlap] = ALBUM.index("contained")
    found[(alike >= ALBUM_ALIKE) & evidence.is_single] = ALBUM.index("title")
    found[np.isnan(alike)] = ALBUM.index("one missing")
    found[(left == 0) & (right == 0) & np.isnan(alike)] = ALBUM.index("missing")
    return found


LENGTH_STEPS = (0.3, 1.1, 2.1, 3.1, 5.1, 8.1, 15.0)
LENGTH = (
    "0",
    "1 s",
    "2 s",
    "3 s",
    "5 s",
    "8 s",
    "15 s",
    "30 s",
    "one missing",
    "missing",
    "unproven",
    "mistyped",
)


def steps_of(gap: np.ndarray) -> np.ndarray:
    """Return the class of each gap in seconds."""
    return steps_down(-gap, tuple(-step for step in LENGTH_STEPS))


def length(evidence: Evidence) -> np.ndarray:
    """Gap between the lengths; unproven: unknown, and album and artists differ too, so that nothing
    says which version it is; mistyped: all else agrees, and the gap is as wrong digits make it."""
    found = steps_of(evidence.gap)
    left, right = evidence.both("duration")
    unknown = np.isnan(left) | np.isnan(right)
    found[unknown] = LENGTH.index("one missing")
    found[np.isnan(left) & np.isnan(right)] = LENGTH.index("missing")
    artists = evidence.artists
    differ = (artists[0] != artists[1]) & (artists[0] > 0) & (artists[1] > 0)
    found[unknown & differ & (evidence.album_ratio < ALBUM_ALIKE)] = LENGTH.index("unproven")
    found[(evidence.length_gap == 0) & (evidence.gap > SLACK)] = LENGTH.index("mistyped")
    return found


YEAR = ("equal", "1", "3", "more", "missing")


def year(evidence: Evidence) -> np.ndarray:
    left, right = evidence.both("year")
    apart = np.abs(left.astype(np.int32) - right)
    found = steps_down(-apart.astype(np.float32), (0.0, -1.0, -3.0))
    found[(left == 0) | (right == 0)] = YEAR.index("missing")
    return found


POSITION = ("equal", "other", "equal unknown", "other unknown", "equal elsewhere", "other elsewhere",
            "missing")  # fmt: skip


def position(evidence: Evidence) -> np.ndarray:
    """Place on the album; other: of position or disc; unknown: it may be another album; elsewhere:
    it is another album."""
    left, right = evidence.both("number")
    found = ((left != right) | other_disc(evidence)).astype(np.int8)
    found[np.isnan(evidence.album_ratio) | evidence.is_single] += 2
    elsewhere = (evidence.album_ratio < ALBUM_ALIKE) & ~evidence.album_overlap
    found[elsewhere & ~evidence.is_single] += 4
    # "A2" and "2" are counted in two ways.
    found[(left == 0) | (right == 0) | ((left >= SIDES_FROM) != (right >= SIDES_FROM))] = (
        POSITION.index("missing")
    )
    return found


VERSION = ("plain", "same", "compatible", "remaster", "album", "length", "conflict")


def version(evidence: Evidence) -> np.ndarray:
    return evidence.version.astype(np.int8)


IDS = ("equal", "other", "missing")


def ids(evidence: Evidence) -> np.ndarray:
    """ISRC and recording id: one that is equal outweighs one that differs."""
    found = np.full(len(evidence.left), IDS.index("missing"), np.int8)
    for column in ("isrc", "recording"):
        left, right = evidence.both(column)
        known = (left > 0) & (right > 0)
        found[known & (left != right) & (found != 0)] = IDS.index("other")
        found[known & (left == right)] = IDS.index("equal")
    return found


Criterion = Callable[[Evidence], np.ndarray]

CRITERIA: dict[str, tuple[tuple[str, ...], Criterion]] = {
    "title": (TITLE, title),
    "artist": (ARTIST, artist),
    "album": (ALBUM, album),
    "duration": (LENGTH, length),
    "year": (YEAR, year),
    "track_number": (POSITION, position),
    "version": (VERSION, version),
    "ids": (IDS, ids),
}


def class_of(evidence: Evidence, name: str) -> np.ndarray:
    """Return the class that a criterion puts each pair into, not to be written to; asked again, it is
    remembered."""
    if name not in evidence.classes:
        found = CRITERIA[name][1](evidence)
        found.flags.writeable = False
        evidence.classes[name] = found
    return evidence.classes[name]


# A version that conflicts is a veto, not a weight; what the lengths decide beyond it is always decided.
assert len(VERSION) == State.CONFLICT + 1  # noqa: S101
