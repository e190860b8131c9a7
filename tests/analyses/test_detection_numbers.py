"""Numbers that words and letters say."""

from __future__ import annotations

import pytest

from analyses.duplicates.detection.normalise.albums import album_of
from analyses.duplicates.detection.normalise.numbers import numbers_of


@pytest.mark.parametrize(
    ("words", "numbers"),
    [
        ("chapter twenty one", (21,)),
        ("22 twenty two", (22,)),
        ("chapter 3 the twenty two", (3,)),
    ],
)
def test_ones_are_added_to_the_tens_that_count(words: str, numbers: tuple[int, ...]) -> None:
    assert numbers_of(words.split())[0] == numbers


@pytest.mark.parametrize("behind", ["OST", "Soundtrack", "Original Sound Track", "OST Disc 2"])
def test_a_roman_number_before_what_an_album_is(behind: str) -> None:
    name = f"Final Lantern X {behind}"

    assert album_of(name).words == album_of(name.replace(" X ", " 10 ")).words
