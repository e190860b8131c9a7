"""Numbers for texts: that of two as one comes from both, and spaces never count."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from analyses.duplicates.detection.block.hashes import hashes_of
from analyses.duplicates.detection.normalise import spelled

TEXTS = st.text("ab æ@яж日 ", max_size=20)


def numbers(texts: list[str]) -> list[int]:
    return hashes_of(texts, lambda: None).of(np.arange(len(texts))).tolist()


@given(TEXTS, TEXTS)
def test_two_texts_as_one_have_the_number_of_both(one, behind):
    both = hashes_of([one, behind], lambda: None).of_both(np.array([0]), np.array([1]))
    assert both.tolist() == numbers([one + behind])


@given(st.lists(TEXTS, max_size=12))
def test_texts_have_one_number_just_where_they_are_equal_without_spaces(texts):
    compact = [text.replace(" ", "") for text in texts]
    found = numbers(texts)
    assert found == numbers(compact)
    assert len(set(found)) == len(set(compact))


def test_no_place_in_a_text_goes_unseen_and_no_two_words_meet():
    words = [f"{number:05d}" for number in range(20_000)]
    # By chance two of so many numbers of 32 bits meet in 1 of 20 such lists.
    assert len(set(numbers(words))) >= len(words) - 1
    long = ["a" * place + "b" + "a" * (999 - place) for place in range(1000)]
    assert len(set(numbers(long))) == len(long)


def test_the_numbers_do_not_depend_on_what_is_read_in_one_go(monkeypatch):
    texts = ["northern harbour", "", "low tide", "été", "low tide", "x"]
    whole = numbers(texts)
    monkeypatch.setattr(spelled, "AT_ONCE", 9)
    assert numbers(texts) == whole
    monkeypatch.setattr(spelled, "AT_ONCE", 1)
    assert numbers(texts) == whole


def test_the_numbers_are_those_that_libraries_were_kept_with():
    # Who changes them raises DETECTOR_VERSION, which has kept libraries prepared anew.
    assert numbers(["northern harbour", "été"]) == [409808435, 1303716287]
