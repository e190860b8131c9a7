"""Audio books, plays, podcasts and sets of DJs: the number is what tells them apart."""

from __future__ import annotations

from typing import Any

import pytest

from tests.analyses.detecting import relation, track


def chapter(title: str, **changes: Any):
    given = {
        "artist": "Ada Reader",
        "album": "The Lighthouse Keeper",
        "duration": 1203.4,
        **changes,
    }
    return track(title=title, year=2011, track_number=None, **given)


# (left, right): other chapters whose lengths agree by chance.
OTHER = {
    "chapter": ("Chapter 12", "Chapter 13"),
    "chapter, roman": ("Chapter IV", "Chapter VI"),
    "chapter in words": ("Chapter Four", "Chapter Five"),
    "chapter in words beyond twenty": ("Chapter Twenty-One", "Chapter Twenty-Two"),
    "chapter with a title": ("Chapter 3: The Storm", "Chapter 4: The Storm"),
    "chapter, German": ("Kapitel 3", "Kapitel 8"),
    "part and chapter, German": ("Teil 2 - Kapitel 17", "Teil 2 - Kapitel 18"),
    "part of another part": ("Teil 1 - Kapitel 17", "Teil 2 - Kapitel 17"),
    "chapter, French": ("Chapitre 5", "Chapitre 6"),
    "chapter, Spanish": ("Capítulo 5", "Capítulo 15"),
    "chapter, Russian": ("Глава 7", "Глава 9"),
    "chapter, Japanese": ("第2部", "第3部"),
    "chapter, Japanese, kanji": ("第二章", "第三章"),
    "number in kana": ("灯台 その1", "灯台 その2"),
    "chapter, Chinese": ("灯塔 第12集", "灯塔 第13集"),
    "book and number": ("The Lighthouse Keeper - 001", "The Lighthouse Keeper - 002"),
    "book and number without dash": ("The Lighthouse Keeper 041", "The Lighthouse Keeper 042"),
    "disc and track": ("Disc 3 Track 5", "Disc 3 Track 6"),
    "other disc": ("Disc 3 Track 5", "Disc 4 Track 5"),
    "track number": ("Track 012", "Track 013"),
    "episode of a play": ("Folge 12: Der Leuchtturm", "Folge 13: Der Leuchtturm"),
    "episode of a podcast": ("Episode 101", "Episode 102"),
    "episode, short": ("Ep. 101 - Storms", "Ep. 102 - Storms"),
    "episode with a sign": ("Night Radio #101", "Night Radio #102"),
    "show": ("ASOT 512", "ASOT 513"),
    "show with a title": ("A State of Dance Episode 512", "A State of Dance Episode 513"),
    "show of another day": ("Harbour Mix 2004-05-12", "Harbour Mix 2004-05-19"),
    "show of another day, dots": ("Harbour Mix 12.05.2004", "Harbour Mix 19.05.2004"),
    "show of another year": ("Live at Harbour Club 2004", "Live at Harbour Club 2006"),
    "show of another month in words": ("Harbour Mix (May 2004)", "Harbour Mix (June 2004)"),
    "part of": ("Harbour Mix (Part 1 of 3)", "Harbour Mix (Part 2 of 3)"),
    "part of, short": ("Harbour Mix 1/3", "Harbour Mix 2/3"),
    "part in words": ("The Storm (Part One)", "The Storm (Part Two)"),
    "letter of a part": ("Chapter 12a", "Chapter 12b"),
}


@pytest.mark.parametrize(("left", "right"), OTHER.values(), ids=OTHER.keys())
def test_another_part(left, right):
    assert relation(chapter(left), chapter(right)) not in {"duplicate", "other_release"}


SAME = {
    "chapter": ("Chapter 12", "Chapter 12"),
    "chapter with zeros": ("Chapter 012", "Chapter 12"),
    "chapter, roman": ("Chapter IV", "Chapter 4"),
    "chapter in words": ("Chapter Four", "Chapter 4"),
    "chapter in words beyond twenty": ("Chapter Twenty-One", "Chapter 21"),
    "part in words": ("The Storm (Part Two)", "The Storm, Pt. 2"),
    "part, roman": ("The Storm, Part II", "The Storm Pt. 2"),
    "part and chapter": ("Teil 2 - Kapitel 17", "Teil 2, Kapitel 17"),
    "book and number": ("The Lighthouse Keeper - 041", "The Lighthouse Keeper 041"),
    "episode": ("Folge 12: Der Leuchtturm", "Folge 12 - Der Leuchtturm"),
    "episode, sign": ("Night Radio #101", "Night Radio 101"),
    "date in another order of signs": ("Harbour Mix 2004-05-12", "Harbour Mix 2004.05.12"),
    "date day first": ("Harbour Mix (12.05.2004)", "Harbour Mix (2004-05-12)"),
    "part of three": ("Harbour Mix (Part 1 of 3)", "Harbour Mix, Part 1 of 3"),
}


@pytest.mark.parametrize(("left", "right"), SAME.values(), ids=SAME.keys())
def test_one_part_in_two_rips(left, right):
    tracks = [chapter(left), chapter(right, duration=1203.9)]

    assert relation(*tracks) == "duplicate"


def test_one_number_of_two_books():
    left = chapter("Chapter 12")
    right = chapter("Chapter 12", album="The Long Winter", duration=1206.0)

    assert relation(left, right) not in {"duplicate", "other_release"}


def test_a_track_of_a_continuous_mix_is_not_the_single():
    left = track()
    right = track(title="Northern Harbour (Mixed)", album="Harbour Sessions", duration=210.0)

    assert relation(left, right) == "version"
