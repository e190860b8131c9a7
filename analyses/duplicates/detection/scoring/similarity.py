"""How alike texts are, in bulk: each different pair of texts is compared once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

Scorer = Callable[..., Any]


def ratio(texts: list[str], left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Return 0..1 for pairs of text codes: the share of letters that both have in order, spaces
    left out. 0 where either text is missing."""
    from rapidfuzz.fuzz import ratio as scorer

    return _each(texts, left, right, scorer, compact=True)


def word_overlap(texts: list[str], left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Return 0..1 for pairs of text codes: 1 where all words of one are words of the other."""
    from rapidfuzz.fuzz import token_set_ratio

    return _each(texts, left, right, token_set_ratio, compact=False)


def _each(
    texts: list[str], left: np.ndarray, right: np.ndarray, scorer: Scorer, *, compact: bool
) -> np.ndarray:
    from rapidfuzz.process import cpdist

    result = (left == right).astype(np.float32)
    result[(left == 0) | (right == 0)] = 0
    differ = np.flatnonzero((left != right) & (left > 0) & (right > 0))
    if not len(differ):
        return result
    low = np.minimum(left[differ], right[differ]).astype(np.int64)
    high = np.maximum(left[differ], right[differ]).astype(np.int64)
    pairs, places = np.unique(low * len(texts) + high, return_inverse=True)
    first = [texts[code] for code in (pairs // len(texts)).tolist()]
    second = [texts[code] for code in (pairs % len(texts)).tolist()]
    if compact:
        first = [text.replace(" ", "") for text in first]
        second = [text.replace(" ", "") for text in second]
    scores = cpdist(first, second, scorer=scorer, dtype=np.float32)
    result[differ] = (scores / 100)[places]
    return result


def in_two_scripts(left: str, right: str) -> bool:
    """Return whether one text is in Latin letters and the other has none of these."""
    return any(
        latin.isascii()
        and other
        and not any(letter.isascii() and letter.isalpha() for letter in other)
        for latin, other in ((left, right), (right, left))
    )


def is_contained(texts: list[str], left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Return whether all words of one text are words of the other, which has more."""
    overlap = word_overlap(texts, left, right) > 0.999
    for place in np.flatnonzero(overlap).tolist():
        first, second = texts[left[place]].split(), texts[right[place]].split()
        overlap[place] = len(set(first)) != len(set(second))
    return overlap


def is_cut(texts: list[str], left: np.ndarray, right: np.ndarray, least: int) -> np.ndarray:
    """Return whether one text of a pair is the beginning of the other, of `least` letters or more."""
    found = np.zeros(len(left), bool)
    for place in np.flatnonzero((left != right) & (left > 0) & (right > 0)).tolist():
        first = texts[left[place]].replace(" ", "")
        second = texts[right[place]].replace(" ", "")
        shorter = min(len(first), len(second))
        found[place] = shorter >= least and first[:shorter] == second[:shorter]
    return found
