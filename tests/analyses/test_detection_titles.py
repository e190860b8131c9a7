from __future__ import annotations

import pytest

from analyses.duplicates.detection.normalise.artists import names_of
from analyses.duplicates.detection.normalise.placeholders import is_placeholder_title
from analyses.duplicates.detection.normalise.titles import title_of


def base(raw: str, artist: str = "", album: str = "", number: int = 0) -> str:
    return title_of(raw, names_of(artist), album, number).full


def version(raw: str) -> set[tuple[str, str]]:
    return set(title_of(raw, names_of("Somebody")).version)


@pytest.mark.parametrize(
    ("raw", "number"),
    [
        ("01 Harbour", 0),
        ("3 - Harbour", 0),
        ("012. Harbour", 0),
        ("003-Harbour", 0),
        ("12 Harbour", 12),
    ],
)
def test_a_track_number_in_front_goes(raw, number):
    assert base(raw, number=number) == "harbour"


@pytest.mark.parametrize("raw", ["99 Ways", "7 Rings", "1979"])
def test_a_number_that_belongs_to_the_title_stays(raw):
    assert base(raw, number=4) == raw.lower()


def test_the_artist_in_front_goes():
    assert base("Paper Lanterns - Harbour", artist="The Paper Lanterns") == "harbour"


def test_the_artist_is_read_from_the_title_where_there_is_none():
    title = title_of("Paper Lanterns - Harbour", ())

    assert (title.artist, title.full) == ("Paper Lanterns", "harbour")


def test_a_version_behind_a_dash_is_no_title():
    title = title_of("Harbour - Live", ())

    assert (title.artist, title.full) == ("", "harbour")


@pytest.mark.parametrize("raw", ["Harbour (Low Tide)", "Harbour - Low Tide"])
def test_the_own_album_behind_the_title_goes(raw):
    assert base(raw, artist="Somebody", album="low tide") == "harbour"


def test_another_tail_is_kept_as_a_split():
    title = title_of("Harbour - Low Tide", names_of("Somebody"))

    assert [(split.head, split.tail) for split in title.splits] == [("harbour", "Low Tide")]


@pytest.mark.parametrize(
    "raw",
    [
        "Harbour (feat. Ann Lee)",
        "Harbour ft. Ann Lee",
        "Harbour [featuring Ann Lee]",
        "Harbour (with Ann Lee)",
    ],
)
def test_guests_leave_the_title(raw):
    title = title_of(raw, names_of("Somebody"))

    assert (title.full, title.guests) == ("harbour", ("ann lee",))


@pytest.mark.parametrize("raw", ["Left Behind", "Craft", "Dance (With Me)", "Stay With You"])
def test_words_that_look_like_guests_stay(raw):
    assert title_of(raw, ()).guests == ()


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("Harbour (Live)", ("live", "")),
        ("Harbour - Live in Paris 1999", ("live", "paris 1999")),
        ("Harbour (Ann Lee Remix)", ("remix", "ann lee")),
        ("Harbour - Ann Lee Edit", ("remix", "ann lee")),
        ("Harbour - Radio Edit", ("length", "")),
        ("Harbour (Extended Mix)", ("extended", "")),
        ("Harbour [Acoustic]", ("acoustic", "")),
        ("Harbour (Instrumental)", ("instrumental", "")),
        ("Harbour - Karaoke Version", ("karaoke", "")),
        ("Harbour (Demo)", ("demo", "")),
        ("Harbour (Ann's Version)", ("version", "anns")),
        ("Harbour (Sped Up)", ("speed", "fast")),
        ("Harbour - Spanish Version", ("language", "spanish")),
        ("Harbour - 2011 Remaster", ("remaster", "")),
        ("Harbour (Clean)", ("clean", "")),
        ("Harbour - En Vivo", ("live", "")),
        ("Harbour Instrumental", ("instrumental", "")),
    ],
)
def test_versions_are_told(raw, expected):
    assert version(raw) == {expected}


@pytest.mark.parametrize(
    "raw", ["Live and Let Die", "Demo", "Remix", "Where I Live", "Harbour (Explicit)", "Harbour"]
)
def test_a_version_word_in_a_title_is_title(raw):
    assert version(raw) == set()


@pytest.mark.parametrize("words", ["track 01", "untitled", "piste 3", "", "02"])
def test_placeholders_name_nothing(words):
    assert is_placeholder_title(words)


def test_names_are_taken_apart():
    assert names_of("Ann Lee feat. Bo & The Cats") == ("ann lee", "bo", "cats")


@pytest.mark.parametrize("raw", ["[unknown]", "Various Artists", "<unset>", "n/a", "  "])
def test_nobody_is_nobody(raw):
    assert names_of(raw) == ()
