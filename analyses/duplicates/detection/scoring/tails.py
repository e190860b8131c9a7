"""Titles without what only repeats an album or an artist: "Title - Album", "Title (Album)", "Artist -
Title"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from analyses.duplicates.detection.normalise.library import Role
from analyses.duplicates.detection.scoring.likeness import ROUNDING, of_names
from analyses.duplicates.detection.scoring.rows import different

if TYPE_CHECKING:
    from analyses.duplicates.detection.scoring.evidence import Evidence

# From here on a tail is taken for the album or artist it resembles.
TAIL_ALIKE = 80.0
DIGIT = re.compile(r"\d")
# A name of so many letters is known by its beginning.
CUT_LETTERS = 15
# A name of fewer letters is a first name.
NAME_LETTERS = 5
# Seconds by which a song differs from what somebody else uploaded of it.
UPLOADED = 2.1


@dataclass(frozen=True, kw_only=True)
class Tails:
    """Of one side of pairs: head: the title that is compared; tail: what was left out, 0 if nothing;
    numbers, version: what is left of these; artists, main: 0 where the title says that they are not the
    track's. All are codes."""

    head: np.ndarray
    tail: np.ndarray
    numbers: np.ndarray
    version: np.ndarray
    artists: np.ndarray
    main: np.ndarray


def tails_of(evidence: Evidence, side: int) -> Tails:
    """Return the titles of a side (0 left, 1 right), each split where its tail is an album or the
    artists of either track of the pair; behind the other's artists only where the lengths agree."""
    splits = evidence.both("splits")[side]
    rows = np.flatnonzero(splits)
    chosen = np.zeros(len(splits), np.int32)
    if len(rows):
        albums, artists = evidence.both("album"), evidence.both("artists")
        # Who has an album of its own plays it, and may be known for others' songs.
        uploaded = (albums[side] == 0) | (albums[side] == albums[1 - side])
        uploaded &= evidence.gap <= UPLOADED
        other = np.where(uploaded, artists[1 - side], 0)
        names = [
            of[rows]
            for of in (other, albums[1 - side], albums[side], artists[1 - side], artists[side])
        ]
        chosen[rows] = _chosen(evidence, splits[rows], evidence.both("version")[side][rows], names)
    return _taken(evidence, side, chosen)


def _chosen(
    evidence: Evidence, splits: np.ndarray, version: np.ndarray, names: list[np.ndarray]
) -> np.ndarray:
    """Return for each row the number of the first way to split its title, from 1 on, whose tail is one
    of its names; 0 for none."""
    ways = evidence.library.values.ways
    count = ways.starts[splits + 1] - ways.starts[splits]
    row = np.repeat(np.arange(len(splits)), count)
    place = np.arange(len(row)) - np.repeat(np.cumsum(count) - count, count)
    way = ways.starts[splits][row] + place
    tail, says_version = ways.tails[way], ways.versions[way] != version[row]
    is_artist = ways.roles[way] == Role.ARTIST_FIRST
    is_name = np.zeros(len(row), bool)
    for number, codes in enumerate(names):
        # What says a version is only taken for an album if it is the other track's.
        asked = (tail > 0) & (codes[row] > 0) & (is_artist == (number == 0))
        asked = np.flatnonzero(asked & ~(says_version & (number > 1)))
        alike = _are_alike(evidence, tail[asked], codes[row[asked]], is_part_enough=number == 0)
        # "(Live 1975)" is not the album "Live 1975-85".
        dated = alike & says_version[asked] & (tail[asked] != codes[row[asked]])
        texts = [evidence.texts[code] for code in tail[asked][dated].tolist()]
        dated[dated] = [DIGIT.search(text) is not None for text in texts]
        is_name[asked] |= alike & ~dated
    found = np.flatnonzero(is_name)
    first, at = np.unique(row[found], return_index=True)
    chosen = np.zeros(len(splits), np.int32)
    chosen[first] = place[found[at]] + 1
    return chosen


def _are_alike(
    evidence: Evidence, tails: np.ndarray, names: np.ndarray, *, is_part_enough: bool
) -> np.ndarray:
    """Return which tails are taken for the name beside them; each different two are compared once.
    is_part_enough: "Beethoven" is taken for "Ludwig van Beethoven"."""
    if not len(tails):
        return np.zeros(0, bool)
    first, places = different([tails, names])
    tails, names = tails[first], names[first]
    likeness = of_names(evidence, (tails, names))
    may_be = np.flatnonzero((likeness.ratio >= TAIL_ALIKE / 100 - ROUNDING) | likeness.contained)
    texts = evidence.texts
    rows = zip(tails[may_be].tolist(), names[may_be].tolist(), strict=True)
    alike = np.zeros(len(tails), bool)
    alike[may_be] = [
        _is_alike(texts[tail], texts[name])
        or (
            is_part_enough and len(texts[tail]) >= NAME_LETTERS and _is_in(texts[tail], texts[name])
        )
        for tail, name in rows
    ]
    return alike[places]


def _taken(evidence: Evidence, side: int, chosen: np.ndarray) -> Tails:
    """Return the titles of a side, each by the split that was chosen for it, if any."""
    named = ("title", "splits", "numbers", "version", "artists", "main")
    title, splits, numbers, version, artists, main = (evidence.both(n)[side] for n in named)
    none = np.zeros_like(title)
    found = [title.copy(), none.copy(), numbers.copy(), version.copy(), none]
    there = np.flatnonzero(chosen)
    if len(there):
        ways = evidence.library.values.ways
        taken = ways.rows[ways.starts[splits[there]] + chosen[there] - 1]
        for column, of in zip(found, taken.T, strict=True):
            column[there] = of
    head, tail, numbers, version, role = found
    # An artist is no album that the track may be of.
    tail[role == Role.ARTIST_FIRST] = 0
    artists, main = (np.where(role != Role.TITLE_FIRST, 0, of) for of in (artists, main))
    # Of two whose fields are exchanged both are read as one of them is.
    for own, name in ((head, "title"), (artists, "artists"), (main, "main"),
                      (numbers, "numbers"), (version, "version")):  # fmt: skip
        own[evidence.exchanged] = _of_the_first(evidence, name)
    tail[evidence.exchanged] = 0
    return Tails(
        head=head,
        tail=tail,
        numbers=numbers,
        version=version,
        artists=artists,
        main=main,
    )


def _of_the_first(evidence: Evidence, name: str) -> np.ndarray:
    """Return a column of the pairs that are exchanged, of whichever title comes first by its letters: the
    same one, whichever side it is on."""
    left, right = (side[evidence.exchanged] for side in evidence.both("title"))
    texts = evidence.texts
    pairs = zip(left.tolist(), right.tolist(), strict=True)
    is_left = np.array([texts[one] <= texts[other] for one, other in pairs], bool)
    return np.where(is_left, *(side[evidence.exchanged] for side in evidence.both(name)))


def _is_in(tail: str, name: str) -> bool:
    return set(tail.split()) <= set(name.split())


@lru_cache(maxsize=65_536)
def _is_alike(tail: str, name: str) -> bool:
    from rapidfuzz.fuzz import ratio

    whole, named = tail.replace(" ", ""), name.replace(" ", "")
    shorter, longer = sorted((whole, named), key=len)
    if len(shorter) >= CUT_LETTERS and longer.startswith(shorter):
        return True
    if ratio(whole, named) >= TAIL_ALIKE:
        return True
    # Artists are words in alphabetical order.
    return len(tail) < 60 and ratio("".join(sorted(tail.split())), named) >= TAIL_ALIKE
