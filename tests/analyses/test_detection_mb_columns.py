"""Rows of tables: positions as they are written, and values that stand in the wrong column."""

from __future__ import annotations

import pytest

from analyses.duplicates.detection.normalise.exchanged import Fields, in_place
from analyses.duplicates.detection.normalise.positions import position_before, position_of
from tests.analyses.detecting import are_one, track


@pytest.mark.parametrize(
    ("written", "position"),
    [
        (3, 3),
        ("3", 3),
        ("003", 3),
        (" 1 3", 13),
        ("3/12", 3),
        ("B2", 20_202),
        ("0b2", 20_202),
        ("A", 20_100),
        ("l", 0),
        ("two", 0),
        (-1, 0),
        (123_456, 0),
    ],
)
def test_positions_as_they_are_written(written, position):
    assert position_of(written) == position


@pytest.mark.parametrize(
    ("title", "position"),
    [("003-Song", 3), ("0B2-Song", 20_202), ("03-Song", 0), ("100-Song", 0), ("003 Song", 0)],
)
def test_a_position_before_the_title(title, position):
    assert position_before(title) == position


def test_the_position_in_a_file_name_outlives_the_column():
    untitled = {"title": "Untitled", "album": "Low Tide"}
    assert are_one(track(**untitled), track(title="003-Untitled", track_number=8))
    assert not are_one(track(**untitled), track(title="Untitled", track_number=8))


def test_a_side_of_a_record_and_a_plain_number_contradict_nothing():
    assert are_one(track(track_number="B1"), track(track_number=7))
    assert are_one(track(title="", track_number="B1"), track(track_number="0B1"))
    assert not are_one(track(title="", track_number="B1"), track(track_number="A1"))


WHOLE = {"year": "1997", "track_number": "3", "duration": "214"}


@pytest.mark.parametrize(
    "changes",
    [
        {"title": "3:34", "duration": "Northern Harbour"},
        {"title": "1997", "year": "3:34", "duration": "Northern Harbour (Low Tide)"},
        {"title": "3", "track_number": "Northern Harbour - Low Tide", "album": ""},
        {
            "title": "3",
            "artist": "3m 34sec",
            "album": "The Paper Lanterns",
            "year": "Low Tide (1997)",
            "track_number": "CAT19971234",
            "duration": "003-Northern Harbour",
        },
    ],
    ids=["title and length", "three", "title and number", "all by one"],
)
def test_columns_that_slipped_are_put_back(changes):
    assert are_one(track(**WHOLE), track(**{**WHOLE, **changes}))
    other = track(**{**WHOLE, "title": "Grey Wolves"})
    assert not are_one(other, track(**{**WHOLE, **changes}))


@pytest.mark.parametrize(
    ("title", "length"),
    [
        ("1999", "3:34"),
        ("1999", "3 minuten 20 sek."),
        ("1999", "unknown"),
        ("1999", "CAT19971234"),
        ("Northern Harbour", "Low Tide"),
    ],
    ids=["a length", "a measure", "nothing", "a catalogue's number", "a title as well"],
)
def test_nothing_is_moved_where_it_may_be_right(title, length):
    row = Fields(title, "The Paper Lanterns", "Low Tide", "1997", "3", length)
    assert in_place(row) is None
