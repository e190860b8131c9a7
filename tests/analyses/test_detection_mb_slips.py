"""Slips in titles, versions and names, forgiven where place and length say that it is one track."""

from __future__ import annotations

import pytest

from analyses.duplicates.detection.normalise.artists import names_of
from analyses.duplicates.detection.normalise.durations import looks_mistyped
from analyses.duplicates.detection.normalise.placeholders import is_unknown
from tests.analyses.detecting import are_one, relation, track

# The same album, as another source writes it.
ELSEWHERE = {"album": "Low Tide (1997)", "year": None}


@pytest.mark.parametrize(
    ("whole", "slipped"),
    [
        ("Northern Harbour (Live)", "Northern Harbour (Livve)"),
        ("Northern Harbour (Live at the Pier)", "Northern Harbour (Lve at the Pier)"),
        ("Northern Harbour (Intro)", "Northern Harbour (Introo)"),
        ("Northern Harbour (Radio Mix)", "Northern Harbour (Radioo Mix)"),
    ],
)
def test_a_letter_in_the_words_of_a_version_is_forgiven_at_one_place(whole, slipped):
    assert are_one(track(title=whole), track(title=slipped, **ELSEWHERE))
    assert are_one(track(title=whole), track(title=f"{slipped} - Low Tide", album=""))
    for elsewhere in ({"track_number": 9}, {"duration": 216.5}):
        assert not are_one(track(title=whole), track(title=slipped, **{**ELSEWHERE, **elsewhere}))


@pytest.mark.parametrize(
    ("left", "right"),
    [("(Live)", ""), ("(Take 1)", "(Take 2)"), ("(Demo)", "(Live)"),
     ("(Instrumental)", "")],
)  # fmt: skip
def test_other_versions_stay_so_at_one_place(left, right):
    one, other = f"Northern Harbour {left}", f"Northern Harbour {right}"
    assert relation(track(title=one), track(title=other, **ELSEWHERE)) == "version"


@pytest.mark.parametrize(
    "left",
    ["Nor", "No", "Harbour Northern"],
    ids=["its beginning", "two letters", "turned"],
)
def test_what_is_left_of_a_title_is_known_at_one_place(left):
    assert are_one(track(), track(title=left, **ELSEWHERE))
    for elsewhere in ({"track_number": 9}, {"duration": 216.0}, {"duration": None}):
        assert not are_one(track(), track(title=left, **{**ELSEWHERE, **elsewhere}))


def test_another_title_is_another_track_at_one_place():
    assert not are_one(track(), track(title="Southern Lights", **ELSEWHERE))


def test_titles_of_the_same_words_are_two_where_nothing_says_otherwise():
    bare = {"album": None, "year": None, "track_number": None, "duration": None}
    assert not are_one(track(title="I Can", **bare), track(title="Can I", **bare))


def test_a_number_behind_a_title_may_be_of_the_album_that_nobody_told():
    sampler = track(title="The Northern Harbour - Pier Sampler 2", album="", year=None)
    assert are_one(track(title="The Northern Harbour", album=""), sampler)
    assert not are_one(
        track(title="The Northern Harbour", album=""), sampler._replace(duration=217.0)
    )
    assert not are_one(
        track(title="The Northern Harbour", album="Howl"), sampler._replace(album="Howl")
    )


def test_an_artist_with_nothing_behind_is_an_artist():
    bare = track(title="Paper Lanterns -", artist="", duration=214.4)
    assert are_one(track(), bare)
    assert not are_one(track(artist="Grey Wolves"), bare)


@pytest.mark.parametrize("words", ["unnown", "unkonwn", "unknnown", "unknown"])
def test_unknown_may_be_misspelt(words):
    assert is_unknown(words, is_title=True)
    assert not is_unknown("known")
    assert not is_unknown("unknowns")


def test_nobody_is_left_of_names_without_their_letters():
    assert names_of(", , & ") == ()
    assert names_of("!!!") == ("!!!",)
    title = {"artist": "永田, 若井 & 峰岸", "duration": 214.6}
    assert are_one(track(**title), track(artist=", &", album="Low Tide (1997)"))


def test_signs_around_a_catalogues_words_are_no_title():
    silence = track(title="[silence]", duration=4.0)
    assert are_one(silence, track(title="[silence] (Low Tide)", duration=4.0, **ELSEWHERE))
    assert not are_one(silence, track(title="[silence]", duration=4.0, track_number=7))


def test_a_zero_in_front_is_read_as_one():
    import numpy as np

    whole, wrong = np.array([406.0, 505.0, 416.0]), np.array([146.0, 155.4, 156.0])
    assert looks_mistyped(whole, wrong).tolist() == [True, True, False]


def test_a_length_that_stands_for_the_artist_says_nobody():
    assert are_one(track(duration="214000"), track(artist="214000", duration="214000"))


@pytest.mark.parametrize("left", ["Lanterns", "The Paper", "Low", "Tide", "Low Ti"])
def test_a_title_that_is_a_part_of_artist_or_album_says_nothing_at_one_place(left):
    assert are_one(track(), track(title=left, **ELSEWHERE))
    assert are_one(track(), track(title=left, album="", artist="The Paper Lanterns"))
    for elsewhere in ({"track_number": 9}, {"duration": 216.0}, {"duration": None}):
        assert not are_one(track(), track(title=left, **{**ELSEWHERE, **elsewhere}))
        assert not are_one(track(), track(title=left, **{"album": "", **elsewhere}))
    # Tags that were made together are not damaged: these are two of a set's discs.
    assert not are_one(track(), track(title=left))


def test_without_title_and_album_a_misspelt_artist_is_found():
    bare = {"title": "unknown", "album": None, "artist": "The Paper Lantrens"}
    assert are_one(track(), track(**bare, duration=214.9))
    assert not are_one(track(), track(**bare, duration=216.0))
    assert not are_one(track(), track(**{**bare, "artist": "The Paper Wolves"}))
