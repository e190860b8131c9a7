"""Damaged titles, and slips of the pen in what tells two versions or parts apart, seen where all the
rest says that two tracks are one."""

from __future__ import annotations

from enum import IntEnum
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from analyses.duplicates.detection.scoring.place import (
    CLOSE,
    artists_alike,
    is_surely_one_place,
    same_number,
    two_sources,
)

if TYPE_CHECKING:
    from analyses.duplicates.detection.scoring.evidence import Evidence

# Titles at least as alike are one that was damaged.
TITLE_ALIKE = 0.8
# A part of a title at least as alike is one.
PART_ALIKE = 85.0
# Seconds by which lengths of one file differ.
SAME_LENGTH = 0.3
# Shorter words may be others by one letter: "mix" and "max", "I" and "II".
SHORTEST = 4
# Where in a text of more letters a part of it may lie is not looked for: it takes too long.
LONGEST = 100


class Damage(IntEnum):
    """What may have happened to one of two titles."""

    NONE = 0
    PART = 1
    """It is a part of the other, or its words in another order."""
    NAME = 2
    """It is a part of an artist or album."""


def has_slipped_number(evidence: Evidence) -> np.ndarray:
    """Return which pairs are one track whatever numbers their titles have: titles alike or one within
    the other, at one place of an album as two sources wrote it; or where a title goes on behind the
    other, and may name the album that nobody told; or of a file
    and its copy, "Title (1)"."""
    alike = (evidence.title_ratio >= TITLE_ALIKE) | evidence.title_contained
    found = alike & is_surely_one_place(evidence)
    return np.asarray(found | _goes_on_with_album(evidence) | _is_copied_file(evidence))


def damage_of(evidence: Evidence, which: np.ndarray) -> np.ndarray:
    """Return the `Damage` of each of the pairs at `which`, whose titles are hardly alike. It is only
    looked for at one place of an album, or where artist, position and length agree and an album is
    unknown. Where one source may have written both, short titles are titles of their own."""
    number = evidence.both("number")
    damage = np.zeros(len(which), np.int8)
    rows = np.flatnonzero(
        (number[0][which] == number[1][which])
        & (number[0][which] > 0)
        & (evidence.gap[which] <= CLOSE)
    )
    few = evidence.only(which[rows])
    two = two_sources(few)
    certain = np.flatnonzero(few.same_place | same_number(few))
    rows, few, two = rows[certain], few.only(certain), two[certain]
    sides = (*few.titles, *few.both("artists"), *few.both("album"))
    texts = evidence.texts
    found = zip(two.tolist(), *(side.tolist() for side in sides), strict=True)
    damage[rows] = [_damage(is_two, *(texts[code] for code in codes)) for is_two, *codes in found]
    return damage


@lru_cache(maxsize=4_096)
def _damage(is_two: bool, left: str, right: str, *names: str) -> Damage:
    # Spaces are no letters, as `_is_left_of` sees it; of as many letters the text decides.
    shorter, longer = sorted((left, right), key=lambda title: (len(title.replace(" ", "")), title))
    if (is_two or len(shorter) >= SHORTEST) and _is_left_of(shorter, longer):
        return Damage.PART
    if is_two and any(
        _is_left_of(title, name) for title in (left, right) for name in names if name
    ):
        return Damage.NAME
    return Damage.NONE


@lru_cache(maxsize=4_096)
def _is_left_of(shorter: str, longer: str) -> bool:
    from rapidfuzz.fuzz import partial_ratio, token_sort_ratio

    part, whole = shorter.replace(" ", ""), longer.replace(" ", "")
    if not part or len(part) > len(whole):
        return False
    return (
        whole.startswith(part)
        or (
            SHORTEST <= len(part) <= len(whole) <= LONGEST
            and partial_ratio(part, whole) >= PART_ALIKE
        )
        or token_sort_ratio(shorter, longer, score_cutoff=PART_ALIKE) > 0
    )


def _goes_on_with_album(evidence: Evidence) -> np.ndarray:
    number, album = evidence.both("number"), evidence.both("album")
    splits, lengths = evidence.both("splits"), evidence.library.values.lengths
    left, right = (lengths[side] for side in evidence.titles)
    may_name_it = np.where(
        left > right, (splits[0] > 0) & (album[0] == 0), (splits[1] > 0) & (album[1] == 0)
    )
    return np.asarray(
        evidence.title_contained
        & may_name_it
        & np.isnan(evidence.album_ratio)
        & artists_alike(evidence)
        & (number[0] == number[1])
        & (number[0] > 0)
        & (evidence.gap <= CLOSE)
    )


def _is_copied_file(evidence: Evidence) -> np.ndarray:
    """Return which pairs have one length, and one title that is the other with one digit behind it, while
    neither album nor position says that they are two."""
    number, album = evidence.both("number"), evidence.both("album")
    may_be = (evidence.gap <= SAME_LENGTH) & evidence.title_contained
    for of in (number, album):
        may_be &= (of[0] == of[1]) | (of[0] == 0) | (of[1] == 0)
    rows = np.flatnonzero(may_be)
    values, splits, titles = (
        evidence.library.values,
        evidence.both("splits"),
        evidence.both("title"),
    )

    def is_copy(split: int, other: int) -> bool:
        return any(
            way[0] == other and len(values.texts[way[1]]) == 1 and values.texts[way[1]].isdecimal()
            for way in values.splits[split]
        )

    sides = zip(*(of[rows].tolist() for of in (*splits, *titles)), strict=True)
    may_be[rows] = [
        is_copy(here, right) or is_copy(there, left) for here, there, left, right in sides
    ]
    return np.asarray(may_be)


def has_misspelt_version(evidence: Evidence, which: np.ndarray) -> np.ndarray:
    """Return which of the pairs at `which` have the same words in their titles, the version's too, but
    for a letter: "(Live)" and "(Livve)", at one place of an album as two sources wrote it."""
    found = is_surely_one_place(evidence)[which]
    rows = which[found]
    whole, album = evidence.both("versioned"), evidence.both("album")
    titles = [np.where(of[rows] > 0, of[rows], title[rows])
              for of, title in zip(whole, evidence.both("title"), strict=True)]  # fmt: skip
    codes = zip(*(of.tolist() for of in (*titles, *(of[rows] for of in album))), strict=True)
    texts = evidence.texts
    found[found] = [
        _but_for_a_letter(texts[left], texts[right])
        or _but_for_a_letter(f"{texts[left]} {texts[behind_left]}", texts[right])
        or _but_for_a_letter(texts[left], f"{texts[right]} {texts[behind_right]}")
        for left, right, behind_left, behind_right in codes
    ]
    return found


@lru_cache(maxsize=4_096)
def _but_for_a_letter(left: str, right: str) -> bool:
    here, there = left.split(), right.split()
    if "".join(here) == "".join(there):
        return True
    return len(here) == len(there) and all(map(_is_one_word, here, there))


def _is_one_word(left: str, right: str) -> bool:
    """Return whether two words are one with a letter too many, too few, wrong or in the wrong place."""
    from rapidfuzz.distance import OSA

    if left == right:
        return True
    long_enough = max(len(left), len(right)) >= SHORTEST
    return long_enough and left.isalpha() and right.isalpha() and OSA.distance(left, right) <= 1
