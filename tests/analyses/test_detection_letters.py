"""What letters without their order say of two texts is never less than the texts themselves do."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.fuzz import ratio

from analyses.duplicates.detection.normalise.letters import letters_of
from analyses.duplicates.detection.scoring.likeness import Likeness

WORDS = st.lists(st.text("abcæ@` яж日", max_size=6), max_size=5).map(" ".join)
TEXTS = st.one_of(WORDS, WORDS.map(lambda text: text * 90))


def likeness_of(left: str, right: str) -> tuple[float, bool]:
    letters = letters_of([left, right])
    common = np.minimum(letters.counts[:1], letters.counts[1:]).sum(axis=1, dtype=np.int32)
    found = Likeness.of(common, (letters.lengths[:1], letters.lengths[1:]))
    return float(found.ratio[0]), bool(found.contained[0])


@given(TEXTS, TEXTS)
def test_no_two_texts_are_more_alike_than_their_letters(left, right):
    exact = ratio(left.replace(" ", ""), right.replace(" ", "")) / 100
    assert likeness_of(left, right)[0] >= exact - 1e-6 or not (left.strip() or right.strip())


@given(TEXTS, st.randoms(use_true_random=False))
def test_what_is_left_of_a_text_counts_as_contained_in_it(text, chance):
    kept = "".join(letter for letter in text if chance.random() < 0.5)
    assert likeness_of(kept, text)[1]


def test_other_letters_have_nothing_in_common():
    assert likeness_of("abc", "def") == (0.0, False)
    assert likeness_of("stone bride", "bones tried") == (1.0, True)
