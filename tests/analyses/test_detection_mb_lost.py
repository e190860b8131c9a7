"""Tracks of which a program that can only write ASCII left position, year and length, and spaces."""

from __future__ import annotations

import pytest

from analyses.duplicates.detection.normalise.residues import gaps_of, has_words, is_all_lost
from tests.analyses.detecting import are_one, track

WHOLE = track(title="Северная гавань", artist="Бумажные фонари", album="Отлив")
LEFT = track(title="003- ", artist=" ", album=" (1997)", year=None)


def test_what_is_left_of_a_track_is_that_track():
    assert are_one(WHOLE, LEFT)
    assert are_one(WHOLE._replace(title="Северная гавань - Отлив", album=""), LEFT)
    assert are_one(WHOLE._replace(title="Бумажные фонари - Северная гавань", artist=""), LEFT)
    # Spaces at the ends are lost on the way, as are those that are alone.
    assert are_one(WHOLE, LEFT._replace(title="003-", artist=None, album="(1997)"))


@pytest.mark.parametrize(
    "changes",
    [
        {"title": "004- "},
        {"duration": 216.0},
        {"duration": None},
        {"album": " (1998)"},
        {"album": ""},
        {"title": "003-   "},
        {"artist": "   "},
        {"album": "    (1997)"},
        {"artist": "Grey Wolves"},
        {"album": "Howl (1997)"},
        {"title": "003- (live)"},
    ],
    ids=[
        "position", "length", "no length", "year", "no year", "words of the title",
        "words of the artist", "words of the album", "artist", "album", "version",
    ],
)  # fmt: skip
def test_what_is_left_contradicts_nothing(changes):
    assert not are_one(WHOLE, LEFT._replace(**changes))


def test_a_version_that_is_left_has_to_fit():
    live = WHOLE._replace(title="Северная гавань (live)")
    assert are_one(live, LEFT._replace(title="003-  (live)"))
    # The other's version may have been among the letters.
    assert are_one(
        WHOLE._replace(title="Северная гавань (концерт)"), LEFT._replace(title="003-  ()")
    )


def test_titles_with_ascii_letters_leave_more():
    assert not are_one(WHOLE._replace(title="Северная гавань Mix"), LEFT)
    assert not are_one(track(), LEFT)
    assert not are_one(LEFT, LEFT._replace(artist="", album=" (1997) "))


def test_a_title_without_its_foreign_letters_is_known():
    whole = track(title="夜の港から聞こえる灯台の歌: Pier")
    assert are_one(whole, track(title=" : Pier"))
    assert not are_one(whole, track(title=" : Pears"))


@pytest.mark.parametrize(
    ("title", "is_left"),
    [
        ("003-", True),
        ("003- ,  (live)", True),
        ("0B2- ", True),
        ("", False),
        ("  ", False),
        ("003-a", False),
        ("003-夜", False),
        ("Song", False),
    ],
)
def test_what_counts_as_left(title, is_left):
    assert (gaps_of(title, "", "") > 0) == is_left


def test_spaces_tell_the_number_of_words():
    gaps = gaps_of("003- , ", "", "   (1997)")
    assert has_words(gaps, 0, "ой гавань моя")
    assert not has_words(gaps, 0, "гавань")
    assert has_words(gaps, 1, "любые слова и ещё много слов")
    assert has_words(gaps, 2, "раз два три")
    assert not has_words(gaps, 2, "раз")


def test_all_is_lost_without_ascii_letters_and_digits():
    assert is_all_lost("夜の港")
    assert not is_all_lost("夜の港 2")
    assert not is_all_lost("harbour")
    assert not is_all_lost("")
