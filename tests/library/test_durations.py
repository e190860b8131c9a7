from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from library.imports.durations import parse_duration


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("219", 219.0),
        ("9999", 9999.0),
        ("10000", 10.0),
        ("321266", 321.266),
        ("3.085", 185.1),
        ("59.9", 3594.0),
        ("60.0", 60.0),
        ("205.107", 205.107),
        ("3:05", 185.0),
        ("03:05", 185.0),
        ("02:36.5", 156.5),
        ("1:02:03", 3723.0),
        ("75:10", 4510.0),
        ("3m 36sec", 216.0),
        ("1m 58sec", 118.0),
        ("1m58s", 118.0),
        ("1h 2m 3s", 3723.0),
        ("4 min", 240.0),
        ("215 s", 215.0),
        ("215000 ms", 215.0),
        ("3'36\"", 216.0),
        ("0", 0.0),
    ],
)
def test_each_way_of_writing_a_length_is_understood(text: str, seconds: float) -> None:
    assert parse_duration(text) == pytest.approx(seconds)


@pytest.mark.parametrize(
    "text", ["", "m sec", "unknown", "3:75", "1:75:00", "-5", "3m 36", "1:2:3:4", "inf", "nan", "٣"]
)
def test_what_is_no_length_is_nothing(text: str) -> None:
    assert parse_duration(text) is None


@given(st.integers(0, 99), st.integers(0, 59))
def test_minutes_and_seconds_mean_the_same_however_written(minutes: int, seconds: int) -> None:
    amount = 60 * minutes + seconds

    assert parse_duration(f"{minutes}:{seconds:02}") == amount
    assert parse_duration(f"{minutes}m {seconds}sec") == amount
    assert parse_duration(f"{minutes} min {seconds} s") == amount


@given(st.text(max_size=40))
def test_any_text_is_a_length_or_nothing(text: str) -> None:
    found = parse_duration(text)

    assert found is None or 0 <= found < 1e15
