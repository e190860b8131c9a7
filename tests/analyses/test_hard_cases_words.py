"""Chapters, sides, takes and days in more words and scripts; versions that an album is called after."""

from __future__ import annotations

import pytest

from analyses.duplicates import detection
from tests.analyses.detecting import relation, track

ONE = {"duplicate", "other_release"}


def chapter(title: str, number: int | None = None, **more: object) -> detection.Record:
    book = {"artist": "Ann Lee", "album": "The Keepers", "duration": 900.0}
    return track(title=title, track_number=number, **(book | more))


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("7. Kapitel", "8. Kapitel"),
        ("7. Kapitola", "8. Kapitola"),
        ("Kapitel einundzwanzig", "Kapitel zweiundzwanzig"),
        ("第十一回", "第十二回"),
        ("三十話", "三十一話"),
        ("Часть первая", "Часть вторая"),
        ("الجزء الأول", "الجزء الثاني"),
        ("Μέρος Α", "Μέρος Β"),
        ("Folge 12 - Seite A", "Folge 12 - Seite B"),
        ("Unit 5", "Unit 6"),
        ("Die Reise", "Die Reise (Fortsetzung)"),
        ("The Storm", "The Storm (cont'd)"),
    ],
)
def test_another_part_is_another_track(left, right):
    assert relation(chapter(left), chapter(right, duration=900.4)) not in ONE


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("7. Kapitel: Der Sturm", "Kapitel 7: Der Sturm"),
        ("第二十一回", "第21回"),
        ("02 Teil 3", "Teil 3"),
    ],
)
def test_one_part_in_two_spellings_is_one(left, right):
    assert relation(chapter(left, 7), chapter(right, 7)) in ONE


def test_a_book_of_chapters_makes_no_group():
    rows = [chapter(f"{n}. Kapitel", track_id=n, duration=900.0 + n % 5) for n in range(1, 41)]
    library = detection.prepare(rows)
    candidates = detection.find_candidates(library)
    scored = detection.score_blocks(library, candidates, range(candidates.blocks))
    assert detection.group(library, detection.joined([one.pairs for one in scored])) == []


@pytest.mark.parametrize("album", ["Live", "Acoustic", "Ao Vivo", "Unplugged", "Instrumental"])
def test_a_version_counts_though_the_album_is_called_after_it(album):
    version = track(title=f"Northern Harbour ({album})", album=album)
    assert relation(version, track(album="Low Tide")) not in ONE
    assert relation(version, track(title=f"Northern Harbour [{album}]", album=album)) in ONE


@pytest.mark.parametrize(
    ("left", "right"),
    [("1977-05-08 Barton Hall", "1977-05-09 Buffalo"), ("5/8/1977", "5/9/1977")],
)
def test_albums_of_two_days_are_two_concerts(left, right):
    song, later = track(album=left), track(album=right, duration=218.5)
    assert relation(song, later) not in ONE
    assert relation(song, track(album=left, duration=214.5)) in ONE


@pytest.mark.parametrize("words", ["(Playback)", "(Bass Boosted)", "(MR)", "(Neuaufnahme)"])
def test_more_words_that_make_another_version(words):
    assert relation(track(), track(title=f"Northern Harbour {words}")) not in ONE


def test_a_freestyle_on_two_mixtapes_is_two():
    left = track(title="Freestyle", album="Mixtape 1", track_number=4, duration=120.0)
    right = track(title="Freestyle", album="Mixtape 2", track_number=4, duration=121.0)
    assert relation(left, right) not in ONE


def test_umlauts_are_found_however_they_are_written():
    left = track(title="Für Dich", artist="Müller", album="Grüße", track_number=1)
    right = track(title="Fuer Dich", artist="Mueller", album="Gruesse", track_number=1)
    assert relation(left, right) in ONE


@pytest.mark.parametrize(
    "edition", ["Instrumentals", "Taylor's Version", "Clean", "Acoustic", "Demos", "Slowed"]
)
def test_an_edition_of_other_recordings_is_another_album(edition):
    other = track(album=f"Low Tide ({edition})", duration=214.1)
    assert relation(track(), other) not in ONE
    assert relation(track(isrc="GBAAA9700001"), other._replace(isrc="GBAAA9700001")) in ONE
    assert relation(track(album="Low Tide (Deluxe Edition)"), track(duration=214.1)) in ONE


def test_an_album_of_karaoke_holds_karaoke():
    other = track(album="Karaoke Hits of the Nineties", track_number=9)
    assert relation(track(), other) not in ONE
    assert relation(track(title="Northern Harbour (Karaoke Version)"), other) in ONE


@pytest.mark.parametrize(
    ("left", "right"),
    [("1977-05-08 Barton Hall", "1977-05-09 Buffalo"), ("gd77-05-08", "gd77-05-09")],
)
def test_two_days_are_two_even_at_nearly_one_length(left, right):
    assert relation(track(album=left), track(album=right, duration=214.9)) not in ONE
    again = track(album="Barton Hall 5/8/77", duration=214.9)
    assert relation(track(album=left), again) in ONE
    assert relation(track(album=right), again) not in ONE
    told = track(title="Northern Harbour (Live)", album=left, duration=214.2)
    assert relation(track(album=left), told) in ONE


@pytest.mark.parametrize(
    "words",
    ["(Pista)", "(Performance Track)", "(No Vocals)", "(Drumless)", "(Soundcheck)", "Acapella"],
)
def test_tracks_to_sing_or_play_along_with_are_versions(words):
    assert relation(track(), track(title=f"Northern Harbour {words}")) not in ONE


def test_slowed_twice_as_much_is_another_version():
    left, right = (track(title=f"Northern Harbour ({how})") for how in ("Slowed", "Super Slowed"))
    assert relation(left, right) not in ONE
