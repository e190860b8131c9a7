"""One recording whose fields are written in another place, script or system of numbers, beside two
recordings written as much alike."""

from __future__ import annotations

from typing import Any

import pytest

from analyses.duplicates.detection import Record
from tests.analyses.detecting import relation, track

POOR: dict[str, Any] = {"album": None, "year": None, "track_number": None}
ONE = {"duplicate", "other_release"}


def both_ways(left: Record, right: Record) -> str:
    found = relation(left, right)
    assert relation(right, left) == found
    return found


# An artist field that names who uploads or sells, and the title with the artist.
UPLOADED = {
    "a label": ("The Paper Lanterns - Northern Harbour (Official Video)", "Lowtide Records"),
    "a fan": ("The Paper Lanterns - Northern Harbour [HQ]", "musicfan1977"),
    "a channel that plays music": ("Paper Lanterns - Northern Harbour (Lyrics)", "7clouds"),
    "the artist's own channel": ("The Paper Lanterns - Northern Harbour", "PaperLanternsVEVO"),
    "title first": ("Northern Harbour - The Paper Lanterns", "musicfan1977"),
}


@pytest.mark.parametrize(("title", "uploader"), UPLOADED.values(), ids=UPLOADED.keys())
def test_a_video_of_somebody_else(title: str, uploader: str) -> None:
    video = track(title=title, artist=uploader, duration=214.8, **POOR)
    expected = "different" if title.startswith("Northern") else "duplicate"
    assert both_ways(track(), video) == expected


NOT_UPLOADED = {
    "a cover of another length": ("The Paper Lanterns - Northern Harbour", 221.0),
    "a cover that says so": ("The Paper Lanterns - Northern Harbour (Cover)", 214.0),
    "live": ("The Paper Lanterns - Northern Harbour (Live)", 214.0),
    "another song": ("The Paper Lanterns - Harbour Lights", 214.0),
    "another artist": ("Grey Wolves - Northern Harbour", 214.0),
}


@pytest.mark.parametrize(("title", "length"), NOT_UPLOADED.values(), ids=NOT_UPLOADED.keys())
def test_something_else_that_somebody_uploaded(title: str, length: float) -> None:
    video = track(title=title, artist="musicfan1977", duration=length, **POOR)
    assert both_ways(track(), video) not in ONE


def test_title_and_artist_in_each_others_place() -> None:
    exchanged = track(title="The Paper Lanterns", artist="Northern Harbour", track_number=None)
    assert both_ways(track(), exchanged) == "duplicate"
    assert both_ways(track(), exchanged._replace(album=None, year=None)) == "duplicate"
    assert both_ways(track(), exchanged._replace(duration=219.0)) == "different"
    assert both_ways(track(), exchanged._replace(artist="Northern Lights")) == "different"


@pytest.mark.parametrize("title", ["Northern Harbour (1)", "Northern Harbour (2)"])
def test_a_file_and_its_copy(title: str) -> None:
    copy = track(title=title)
    assert both_ways(track(), copy) == "duplicate"
    assert both_ways(track(), copy._replace(**POOR)) == "duplicate"
    assert both_ways(track(), copy._replace(duration=216.0)) == "different"
    assert both_ways(track(), copy._replace(track_number=4)) == "different"
    assert both_ways(track(title="Northern Harbour (3)"), copy) == "different"


def test_a_file_name_where_a_program_wrote_that_the_artist_is_unknown() -> None:
    name = "The Paper Lanterns - Low Tide - 03 - Northern Harbour"
    rip = track(title=name, **{**POOR, "artist": "Unknown Artist", "album": "Unknown Album"})
    assert both_ways(track(), rip) == "duplicate"


TWO_FORMS = {
    "a short title": (("爱你", "周杰伦"), ("愛你", "周杰倫")),
    "three characters": (("东风破", "周杰伦"), ("東風破", "周杰倫")),
    "one character": (("后来", "刘若英"), ("後來", "劉若英")),
    "a concert": (("东风破 (演唱会)", "周杰伦"), ("東風破 (演唱會)", "周杰倫")),
    "Latin letters too": (("Mojito 爱", "周杰伦"), ("MOJITO 愛", "周杰倫")),
}


@pytest.mark.parametrize(("simple", "full"), TWO_FORMS.values(), ids=TWO_FORMS.keys())
def test_traditional_and_simplified_characters(simple: Any, full: Any) -> None:
    one = track(title=simple[0], artist=simple[1], album="叶惠美")
    other = track(title=full[0], artist=full[1], album="葉惠美", duration=214.5)
    assert both_ways(one, other) == "duplicate"


def test_a_concert_in_traditional_characters_is_one_beside_the_song_in_simplified() -> None:
    studio = track(title="东风破", artist="周杰伦")
    live = track(title="東風破 (現場版)", artist="周杰倫", duration=230.0)
    assert both_ways(studio, live) == "version"
    assert both_ways(studio, live._replace(duration=214.0)) == "version"


ONE_NUMBERING = {
    "roman and arabic": ("Shine (Parts I-V)", "Shine, Pts. 1-5"),
    "two parts": ("Shine (Parts I & II)", "Shine, Pts. 1 & 2"),
    "German": ("Der Turm (Teile I-V)", "Der Turm (Teile 1-5)"),
    "a minuet": ("Suite No. 2: Menuett I", "Suite Nr. 2, Menuett 1"),
    "a catalogue told by one": ("Boléro, M. 81", "Bolero"),
    "Köchel's number": ("Die Zauberflöte, K. 620: Der Hölle Rache", "Die Zauberflöte: Der Hölle Rache"),
    "a catalogue as one word": ("Die Zauberflöte, KV620: Ouvertüre", "Die Zauberflöte: Ouvertüre"),
    "opus and another catalogue": ("Concerto in A minor, Op. 3", "Concerto in A minor, RV 356"),
    "the act": ("Die Zauberflöte, Act II: Der Hölle Rache", "Die Zauberflöte: Der Hölle Rache"),
}
OTHER_NUMBERING = {
    "the other parts": ("Shine (Parts I-V)", "Shine (Parts VI-IX)"),
    "two minuets of a suite": ("Suite No. 2: Menuett I", "Suite No. 2: Menuett II"),
    "two gavottes": ("Suite: Gavotte I", "Suite: Gavotte II"),
    "two of a catalogue": ("Sonata in C major, K. 309", "Sonata in C major, K. 330"),
    "two of a catalogue, live": ("Sonata, K. 309 (Live)", "Sonata, K. 330 (Live)"),
    "two opera": ("Sonata, Op. 27", "Sonata, Op. 28"),
    "two acts": ("Die Zauberflöte, Act I: Ouvertüre", "Die Zauberflöte, Act II: Ouvertüre"),
    "letter and number of a title": ("Platform M 8", "Platform"),
}


@pytest.mark.parametrize(("left", "right"), ONE_NUMBERING.values(), ids=ONE_NUMBERING.keys())
def test_one_number_in_two_systems(left: str, right: str) -> None:
    there = track(title=right, album="The Best", track_number=9, duration=214.2)
    assert both_ways(track(title=left), there) == "other_release"


@pytest.mark.parametrize(("left", "right"), OTHER_NUMBERING.values(), ids=OTHER_NUMBERING.keys())
def test_two_numbers_of_one_system(left: str, right: str) -> None:
    there = track(title=right, album="The Best", track_number=9, duration=214.2)
    assert both_ways(track(title=left), there) not in ONE


TWO_ALBUMS = {
    "an abridged book": ("The Lantern Keepers", "The Lantern Keepers (Abridged)"),
    "abridged and not": ("The Lantern Keepers (Abridged)", "The Lantern Keepers (Unabridged)"),
    "in German": ("Die Laternen (Gekürzte Lesung)", "Die Laternen (Ungekürzte Lesung)"),
    "two episodes": ("Die Laternen - Folge 21", "Die Laternen - Folge 22"),
}


@pytest.mark.parametrize("gap", [0.0, 1.0])
@pytest.mark.parametrize(("left", "right"), TWO_ALBUMS.values(), ids=TWO_ALBUMS.keys())
def test_chapters_of_two_recordings_of_a_book(left: str, right: str, gap: float) -> None:
    here = track(title="Chapter 3", album=left, year=None)
    there = here._replace(album=right, duration=214.0 + gap)
    assert both_ways(here, there) not in ONE


def test_a_book_that_says_it_is_whole_is_the_one_that_says_nothing() -> None:
    here = track(title="Chapter 3", album="The Lantern Keepers")
    assert both_ways(here, here._replace(album="The Lantern Keepers (Unabridged)")) in ONE


CONCERTS = [
    "At Folsom Prison",
    "At Fillmore East",
    "The Paper Lanterns at the Royal Albert Hall",
    "At Budokan",
    "Radio Broadcast 1978",
    "The Peel Sessions",
]


@pytest.mark.parametrize("album", CONCERTS)
def test_an_album_of_a_concert_that_does_not_call_itself_live(album: str) -> None:
    there = track(album=album, duration=218.0, track_number=8)
    assert both_ways(track(), there) not in ONE


@pytest.mark.parametrize("album", ["At Last", "At Home", "A Night at the Opera", "At Dawn"])
def test_an_album_that_only_begins_so(album: str) -> None:
    there = track(album=album, duration=218.0, track_number=8)
    assert both_ways(track(), there) == "other_release"


@pytest.mark.parametrize("cut", ["Liv", "Instrum", "Remi", "Acous"])
def test_a_version_cut_after_thirty_letters(cut: str) -> None:
    there = track(title=f"Northern Harbour ({cut}", duration=217.0, track_number=8, album="B-Sides")
    assert both_ways(track(), there) == "version"
