"""Whether two tracks are one version of a piece: kinds, details, guests and numbers compared."""

from __future__ import annotations

from enum import IntEnum
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from analyses.duplicates.detection.normalise import numbers
from analyses.duplicates.detection.normalise.versions import Signature
from analyses.duplicates.detection.normalise.words import (
    CONCERT,
    LENGTH_KINDS,
    OTHER_MIXES,
    REMASTER,
    REMIX,
    SCENE,
    SPOKEN,
)
from analyses.duplicates.detection.scoring.rows import each_different

if TYPE_CHECKING:
    from analyses.duplicates.detection.scoring.evidence import Evidence

# Details as alike as this are one: typing errors, "Tiësto" and "Tiesto's".
DETAIL_ALIKE = 80.0
# Kinds an album's name may tell of all its tracks.
TOLD_BY_ALBUMS = frozenset(
    {CONCERT, REMIX, "acoustic", "instrumental", "karaoke", "demo", "piano", "rerecorded"}
)


class State(IntEnum):
    """How the versions of two tracks go together."""

    PLAIN = 0
    """Neither names one."""
    SAME = 1
    """Both name the same."""
    COMPATIBLE = 2
    """One says more than the other, or the album says it."""
    REMASTER = 3
    """One is a remaster; mix and length are the same."""
    ALBUM = 4
    """The titles are plain, but only one is on a live album, or one of remixes."""
    LENGTH = 5
    """One is an edit or extended: the lengths decide."""
    CONFLICT = 6
    """They are different versions."""
    CONCERT = 7
    """As ALBUM, and the album is live: the lengths decide."""
    UNNAMED = 8
    """Both are remixes, and only one says whose or which: the lengths decide."""


def version_states(evidence: Evidence) -> np.ndarray:
    """Return a State for each pair."""
    values = evidence.library.values
    columns = ("version", "album_kinds", "guests", "names")

    def compare(codes: tuple[int, ...]) -> int:
        left, right = codes[:4], codes[4:]
        if guests_conflict(
            values.guests[left[2]], values.guests[right[2]],
            values.guests[left[3]], values.guests[right[3]],
        ):  # fmt: skip
            return State.CONFLICT
        return state_of(
            values.signatures[left[0]], values.signatures[right[0]],
            values.kinds[left[1]], values.kinds[right[1]],
        )  # fmt: skip

    sides = [evidence.both(name) for name in columns]
    sides[0] = (evidence.tails[0].version, evidence.tails[1].version)
    # Artists' names matter only where both titles name guests.
    guests = (sides[2][0] > 0) & (sides[2][1] > 0)
    for column in (2, 3):
        left, right = sides[column]
        sides[column] = (np.where(guests, left, 0), np.where(guests, right, 0))
    return each_different([*(s[0] for s in sides), *(s[1] for s in sides)], compare)


def number_conflicts(
    evidence: Evidence, certain: np.ndarray, two_sources: np.ndarray
) -> np.ndarray:
    """Return for each pair whether their titles name different parts, movements or works. Where it is
    certain otherwise that the pair is one track, one title may leave out a number before what both
    name: that of the position, or, of a work, of a movement; as two sources wrote them, other numbers may be a
    slip."""
    values = evidence.library.values.numbers
    left, right = evidence.tails[0].numbers, evidence.tails[1].numbers
    position = np.where(certain & (left != right), evidence.both("number")[0], 0)
    sources = (two_sources & (position > 0)).astype(np.int32)
    same_end = _end_alike(evidence, position > 0).astype(np.int32)

    def compare(codes: tuple[int, ...]) -> bool:
        one, other, place, are_two, end_alike = values[codes[0]], values[codes[1]], *codes[2:]
        if not numbers.conflict(one, other) or not place:
            return numbers.conflict(one, other)
        left_out = numbers.left_out(one, other)
        of_work = numbers.is_of_work(one) or numbers.is_of_work(other)
        may_be_left_out = end_alike and left_out is not None and (of_work or left_out <= {place})
        return not (may_be_left_out or (are_two and is_slip(one, other, place)))

    conflicts = each_different([left, right, position, sources, same_end], compare).astype(bool)
    titles = evidence.both("title")
    # A title that is missing does not lack the other's number.
    return conflicts & (titles[0] > 0) & (titles[1] > 0)


def _end_alike(evidence: Evidence, which: np.ndarray) -> np.ndarray:
    """Return for the pairs at `which` whether their titles have the same last word, False elsewhere."""
    texts = evidence.texts
    found = np.zeros(len(which), bool)
    rows = np.flatnonzero(which)
    pairs = zip(*(side[rows].tolist() for side in evidence.titles), strict=True)
    found[rows] = [texts[one].split()[-1:] == texts[other].split()[-1:] for one, other in pairs]
    return found


def is_slip(left: numbers.Numbers, right: numbers.Numbers, position: int) -> bool:
    """Return whether two titles at the same position may mean the same part: both name one, and one of
    them wrong, or one names the position ("Song-006")."""
    here, there = set(left[0]), set(right[0])
    return bool(here and there) or here ^ there <= {position}


def names_works(evidence: Evidence) -> np.ndarray:
    """Return for each pair whether both titles name a classical work or movement."""
    values = evidence.library.values.numbers
    left, right = evidence.tails[0].numbers, evidence.tails[1].numbers
    return each_different(
        [left, right], lambda codes: all(numbers.is_of_work(values[code]) for code in codes)
    ).astype(bool)


def names_scenes(evidence: Evidence) -> np.ndarray:
    """Return for each pair whether both titles say that they are of an intro, a skit or the like."""
    values = evidence.library.values.signatures
    left, right = evidence.tails[0].version, evidence.tails[1].version

    def are_scenes(codes: tuple[int, ...]) -> bool:
        return all(any(kind == SCENE for kind, _ in values[code]) for code in codes)

    return each_different([left, right], are_scenes).astype(bool)


def state_of(
    left: Signature, right: Signature, left_album: frozenset[str], right_album: frozenset[str]
) -> State:
    """Return how two versions go together; albums are the kinds their names tell."""
    if left == right:
        if left:
            return State.SAME
        differ = (left_album ^ right_album) & TOLD_BY_ALBUMS
        if CONCERT in differ:
            return State.CONCERT
        return State.ALBUM if differ else State.PLAIN
    here, there = _by_kind(left), _by_kind(right)
    worst = State.COMPATIBLE if here.keys() & there.keys() else State.PLAIN
    for kind in here.keys() ^ there.keys():
        other_album = right_album if kind in here else left_album
        worst = max(worst, _alone(kind, other_album))
    for kind in here.keys() & there.keys():
        if not _one_detail(here[kind], there[kind]):
            return State.CONFLICT
    if worst < State.CONFLICT and REMIX in here and REMIX in there:
        return max(worst, _remixes(here[REMIX], there[REMIX]))
    return worst


def _remixes(left: str, right: str) -> State:
    """Return how two remixes go together whose details may be the same."""
    here, there = set(left.split()), set(right.split())
    if not OTHER_MIXES.isdisjoint(here ^ there):
        return State.CONFLICT
    return State.PLAIN if bool(here - OTHER_MIXES) == bool(there - OTHER_MIXES) else State.UNNAMED


def _by_kind(signature: Signature) -> dict[str, str]:
    """Return the details of each kind as one text."""
    details: dict[str, str] = {}
    for kind, detail in sorted(signature):
        details[kind] = f"{details.get(kind, '')} {detail}".strip()
    return details


def _alone(kind: str, other_album: frozenset[str]) -> State:
    """Return what a kind means that only one title names."""
    if kind == REMASTER:
        return State.REMASTER
    if kind in LENGTH_KINDS:
        return State.LENGTH
    return State.COMPATIBLE if kind in other_album or kind in SPOKEN else State.CONFLICT


@lru_cache(maxsize=65_536)
def _one_detail(left: str, right: str) -> bool:
    """Return whether two details may be the same: one says nothing, less, or it with an error."""
    from rapidfuzz.fuzz import ratio

    if not left or not right or left == right:
        return True
    here, there = _numbers_in(left), _numbers_in(right)
    if here and there and not (here <= there or there <= here):
        return False  # one digit makes another year, take or disc
    if ratio(left, right) >= DETAIL_ALIKE:
        return True
    # Of as many words each must have its own: "Duran Duran" is not "Duran Jones".
    fewer, more = sorted((left.split(), right.split()), key=lambda words: (len(words), words))
    for word in fewer:
        nearest = max(more, key=lambda other: ratio(word, other))
        if ratio(word, nearest) < DETAIL_ALIKE:
            return False
        more.remove(nearest)
    return True


def _numbers_in(detail: str) -> set[str]:
    """Return the numbers of a detail; of years the last digits, as "98" is 1998."""
    return {word[-2:] for word in detail.split() if word.isdigit()}


def guests_conflict(
    left: tuple[str, ...],
    right: tuple[str, ...],
    left_names: tuple[str, ...],
    right_names: tuple[str, ...],
) -> bool:
    """Return whether both titles name guests, and each only such as the other track lacks."""
    return bool(left and right) and not (_any_of(left, right_names) or _any_of(right, left_names))


def _any_of(guests: tuple[str, ...], names: tuple[str, ...]) -> bool:
    from rapidfuzz.fuzz import ratio

    everyone = " ".join(names)
    return any(
        guest in everyone or any(ratio(guest, name) >= DETAIL_ALIKE for name in names)
        for guest in guests
    )
