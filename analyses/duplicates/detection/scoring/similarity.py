"""How alike texts are, in bulk: each different pair of texts is compared once."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

import numpy as np

from analyses.duplicates.detection.normalise.residues import residue_of
from analyses.duplicates.detection.normalise.sounds import is_latin
from analyses.duplicates.detection.scoring.rows import different

NUMBER = re.compile(r"[0-9]+")


def ratio(compact: list[str], left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Return 0..1 for pairs of codes of texts without spaces: the share of letters that both have in
    order. 0 where either text is missing."""
    from rapidfuzz.fuzz import ratio as scorer
    from rapidfuzz.process import cpdist

    result = (left == right).astype(np.float32)
    result[(left == 0) | (right == 0)] = 0
    differ = np.flatnonzero((left != right) & (left > 0) & (right > 0))
    if not len(differ):
        return result
    low = np.minimum(left[differ], right[differ]).astype(np.int64)
    high = np.maximum(left[differ], right[differ]).astype(np.int64)
    pairs, places = np.unique(low * len(compact) + high, return_inverse=True)
    first = [compact[code] for code in (pairs // len(compact)).tolist()]
    second = [compact[code] for code in (pairs % len(compact)).tolist()]
    scores = cpdist(first, second, scorer=scorer, dtype=np.float32)
    result[differ] = (scores / 100)[places]
    return result


def overlaps(texts: list[str], left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Return whether all words of one text are words of the other; False where either is missing."""
    return _each_pair(texts, left, right, _is_part)


def are_residues(texts: list[str], left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Return whether one text is what is left of the other without its letters beyond ASCII."""

    def is_residue(one: str, other: str) -> bool:
        if one.isascii() == other.isascii():
            return False
        plain, whole = (one, other) if one.isascii() else (other, one)
        return residue_of(whole) == plain

    return _each_pair(texts, left, right, is_residue) & (left != right)


def same_digits(texts: list[str], left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Return whether texts have the same digits in the same order: "CD 1" and "CD 2" have not. True
    where either is missing."""
    same = _each_pair(texts, left, right, lambda one, other: _digits(one) == _digits(other))
    return same | (left == 0) | (right == 0)


def other_numbers(texts: list[str], left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Return whether both texts have numbers, and neither has all of the other's: "hits 1" and "hits 2",
    not "hits 2" and "hits 2 2011"."""

    def differ(one: str, other: str) -> bool:
        here, there = _numbers(one), _numbers(other)
        return bool(here and there) and not (here <= there or there <= here)

    return _each_pair(texts, left, right, differ) & (left != right)


@lru_cache(maxsize=65_536)
def _numbers(text: str) -> frozenset[int]:
    return frozenset(int(number) for number in NUMBER.findall(text))


def _digits(text: str) -> str:
    return "".join(character for character in text if character.isdigit())


def in_two_scripts(left: str, right: str) -> bool:
    """Return whether one text is in Latin letters and of the other's letters most are not."""
    return any(
        latin.isascii() and not is_latin(other) for latin, other in ((left, right), (right, left))
    )


def is_contained(texts: list[str], left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Return whether all words of one text are words of the other, which has more or says some twice."""

    def has_more(one: str, other: str) -> bool:
        return one.count(" ") != other.count(" ") and _is_part(one, other)

    return _each_pair(texts, left, right, has_more) & (left != right)


def is_cut(compact: list[str], left: np.ndarray, right: np.ndarray, least: int) -> np.ndarray:
    """Return whether one text without spaces is the beginning of the other, of `least` letters or
    more."""

    def is_beginning(one: str, other: str) -> bool:
        shorter = min(len(one), len(other))
        return shorter >= least and one[:shorter] == other[:shorter]

    return _each_pair(compact, left, right, is_beginning) & (left != right)


def _is_part(one: str, other: str) -> bool:
    first, second = _words(one), _words(other)
    return first <= second or second <= first


@lru_cache(maxsize=65_536)
def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _each_pair(
    texts: list[str], left: np.ndarray, right: np.ndarray, holds: Callable[[str, str], bool]
) -> np.ndarray:
    found = (left == right) & (left > 0)
    differ = np.flatnonzero((left != right) & (left > 0) & (right > 0))
    if len(differ):
        first, places = different([left[differ], right[differ]])
        rows = zip(left[differ][first].tolist(), right[differ][first].tolist(), strict=True)
        found[differ] = np.array([holds(texts[one], texts[other]) for one, other in rows])[places]
    return found
