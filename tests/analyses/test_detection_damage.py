"""Copies of which a field is damaged: where all the rest agrees, they are still one track."""

from __future__ import annotations

import numpy as np
import pytest

from analyses.duplicates.detection.normalise.durations import gap_of, looks_mistyped
from analyses.duplicates.detection.normalise.placeholders import (
    Naming,
    naming_of,
    placeholder_of,
)
from analyses.duplicates.detection.normalise.residues import residue_of
from tests.analyses.detecting import are_one, track

# Another source's way to write the same.
ELSEWHERE = {"title": "The Paper Lanterns - Northern Harbour", "artist": ""}


@pytest.mark.parametrize("seconds", [114.0, 324.4, 204.0, 225.0, 241.0, 412.0])
def test_a_mistyped_length_parts_no_copy_from_another_source(seconds):
    assert are_one(track(), track(**ELSEWHERE, duration=seconds))


@pytest.mark.parametrize("seconds", [114.0, 204.0, 241.0])
def test_lengths_hold_where_the_tags_are_the_same_letter_for_letter(seconds):
    assert not are_one(track(), track(duration=seconds))


@pytest.mark.parametrize(
    "changes",
    [
        {"duration": 274.0},
        {"duration": 114.0, "track_number": 4},
        {"duration": 114.0, "album": "Greatest Hits"},
        {"duration": 114.0, "year": 2003},
        {"duration": 114.0, "title": "The Paper Lanterns - Northern Harbours Song"},
        {"duration": 114.0, "title": "The Paper Lanterns - Northern Harbour (Live)"},
    ],
    ids=["no wrong digit", "other position", "other album", "other year", "other title", "live"],
)
def test_a_length_is_only_mistyped_where_all_else_agrees(changes):
    assert not are_one(track(), track(**{**ELSEWHERE, **changes}))


def test_milliseconds_that_were_taken_for_seconds_are_read_again():
    assert are_one(track(duration=6.0), track(duration=6000.0))
    assert not are_one(track(duration=6.0), track(duration=6000.5))


def test_the_gap_is_that_of_the_better_reading():
    gap = gap_of(np.array([9000.0, 9000.5, 200.0]), np.array([9.2, 9.2, np.nan]))
    assert gap[0] == pytest.approx(0.2)
    assert gap[1] > 8000
    assert np.isnan(gap[2])


def test_digits_in_another_order_look_mistyped():
    left = np.array([256.4, 256.4, 214.0, 214.0])
    assert looks_mistyped(left, np.array([526.0, 527.9, np.nan, 214.5])).tolist() == [
        True,
        False,
        False,
        False,
    ]


@pytest.mark.parametrize("title", ["", "n.a.", "Track 03", "The Paper Lanterns", "Low Tide"])
def test_a_title_that_names_nothing_is_known_by_its_place(title):
    assert are_one(track(), track(title=title))
    assert not are_one(track(), track(title=title, duration=217.0))
    assert not are_one(track(), track(title=title, track_number=5))


def test_a_title_that_names_nothing_names_no_version():
    live = track(title="Northern Harbour (Live)")
    assert are_one(live, track(title=""))
    assert not are_one(live, track(title="", duration=216.0))


def test_without_title_and_album_artist_position_and_length_are_enough():
    bare = {"title": "unknown", "album": None}
    assert are_one(track(), track(**bare))
    assert not are_one(track(), track(**bare, artist="Grey Wolves"))
    assert not are_one(track(), track(**bare, duration=None))


def test_nobody_is_found_by_position_and_length_alone():
    assert not are_one(track(), track(title="", artist="", album=""))


def test_a_title_and_its_album_may_look_like_artist_and_title():
    bare = track(title="Northern Harbour - Low Tide", artist="", album="")
    assert are_one(track(), bare)
    song = track(title="Low Tide", artist="Grey Wolves", album="Howl", track_number=7)
    assert not are_one(song, bare)


@pytest.mark.parametrize(
    "changes",
    [
        {"title": "NorthernHarbourLowTide", "album": ""},
        {"title": "ThePaperLanternsNorthernHarbour", "artist": ""},
    ],
    ids=["album", "artist"],
)
def test_a_name_glued_to_the_title_is_seen(changes):
    assert are_one(track(artist="The Paper Lanterns"), track(**changes))


def test_a_slip_in_a_number_is_forgiven_at_one_place_from_two_sources():
    other = track(title="Northern Harbour, Pt. 4", album="Low Tide (1997)", year=None)
    assert are_one(track(title="Northern Harbour, Pt. 2"), other)
    assert are_one(track(), track(title="Northern Harbour-003", album="Low Tide (1997)"))
    assert are_one(track(), other)
    assert not are_one(track(), track(title="Northern Harbour, Pt. 4"))
    for elsewhere in ({"duration": 218.0}, {"track_number": 5}):
        assert not are_one(track(), other._replace(**elsewhere))
        assert not are_one(track(title="Northern Harbour, Pt. 2"), other._replace(**elsewhere))


def test_spaces_do_not_make_another_number():
    assert are_one(track(title="Etude Op. 25 2"), track(title="Etude Op. 2 52"))


def test_an_album_without_its_foreign_letters_is_known():
    whole = track(title="夜明け", album="TVアニメ Best")
    assert residue_of("tvアニメ best") == "tv best"
    assert are_one(whole, track(title="", artist="", album="TV Best"))
    assert not are_one(whole, track(title="", artist="", album="TV Rest"))


def test_guests_that_both_titles_name_do_not_make_artists_alike():
    title = "Northern Harbour (feat. Annabel Leeward and Christopher Winterbottom)"
    other = {"artist": "Grey Wolves", "album": "Howl", "track_number": 8}
    assert not are_one(track(title=title), track(title=title, **other))
    assert are_one(track(title=title), track(title=title, album="Howl", track_number=8))


def test_singles_named_after_their_song_are_two_where_artists_differ():
    left = track(title="Proud", album="Proud", artist="Tadros", track_number=1)
    assert not are_one(left, left._replace(artist="Grey Wolves", year=2003, duration=216.0))


@pytest.mark.parametrize(
    ("words", "naming"),
    [
        ("northern harbour", Naming.NAMES),
        ("", Naming.NOTHING),
        ("track 3", Naming.NOTHING),
        ("paper lanterns", Naming.REPEATS),
        ("low tide", Naming.REPEATS),
        ("~", Naming.REPEATS),
    ],
)
def test_what_a_title_says(words, naming):
    assert naming_of(words, "paperlanterns", "low tide", placeholder_of(words)) == naming


def test_a_cut_title_is_no_other_title_of_the_album():
    whole = track(title="Northern Harbour Lights of the Evening")
    assert are_one(whole, track(title="Northern Harbour Lights", track_number=9))
    assert not are_one(whole, track(title="Northern Evening", track_number=9))
