from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from library.imports import cells
from library.imports.cells import Unreadable
from library.imports.columns import READERS

THIS_YEAR = date.today().year


@pytest.mark.parametrize(
    ("read", "cell", "value"),
    [
        (cells.year, "2010", 2010),
        (cells.year, "75", 1975),
        (cells.year, "'89", 1989),
        (cells.year, "05", 2005),
        (cells.year, "2003-05-01", 2003),
        (cells.year, "6/9/2025", 2025),
        (cells.year, "0", None),
        (cells.position(99), "011", 11),
        (cells.position(99), "3/12", 3),
        (cells.position(99), "3 of 12", 3),
        (cells.position(99), "0", None),
        (cells.number(400), "320.0", 320),
        (cells.rating, "5", 5),
        (cells.rating, "0", None),
        (cells.rating_of_100, "80", 4),
        (cells.rating_of_100, "10", 1),
        (cells.rating_of_100, "0", None),
        (cells.isrc, "us-rc1-71-00004", "USRC17100004"),
        (cells.moment, "2020-01-02", datetime(2020, 1, 2, tzinfo=UTC)),
        (cells.moment, "2020-01-02T03:04:05+02:00", datetime(2020, 1, 2, 1, 4, 5, tzinfo=UTC)),
        (cells.location, "file:///Users/x/My%20Music/a.mp3", "/Users/x/My Music/a.mp3"),
        (cells.location, "file://localhost/C:/Music/a%23b.mp3", "C:/Music/a#b.mp3"),
        (cells.location, "/music/100% live.mp3", "/music/100% live.mp3"),
        (cells.seconds, "0.0", None),
    ],
)
def test_a_cell_is_read_as_what_it_means(read: Callable[[str], Any], cell: str, value: Any) -> None:
    assert read(cell) == value


@pytest.mark.parametrize(
    ("read", "cell"),
    [
        (cells.year, "soon"),
        (cells.year, "12345678"),
        (cells.position(99), "B2"),
        (cells.position(99), "100"),
        (cells.position(99), "-1"),
        (cells.number(10), "1_0"),
        (cells.rating, "6"),
        (cells.rating, "4.5"),
        (cells.isrc, "QQ"),
        (cells.moment, "yesterday"),
        (cells.moment, "0001-01-01"),
        (cells.seconds, "99999999"),
        (cells.text(3), "four"),
    ],
)
def test_a_cell_that_means_nothing_says_so(read: Callable[[str], Any], cell: str) -> None:
    with pytest.raises(Unreadable):
        read(cell)


def test_two_digits_never_mean_a_far_future() -> None:
    assert cells.year(f"{(THIS_YEAR + 2) % 100:02}") == THIS_YEAR + 2 - 100


def test_a_title_may_be_called_unknown() -> None:
    assert READERS["title"]("Unknown") == "Unknown"
    assert READERS["artist"]("Unknown") is None


@given(st.sampled_from(sorted(READERS)), st.text(max_size=60))
def test_any_cell_is_read_or_refused_with_a_reason(name: str, cell: str) -> None:
    reason = "read"
    try:
        READERS[name](cell)
    except Unreadable as error:
        reason = str(error)

    assert 0 < len(reason) < 500
