"""One recording whose fields are written in another place, script or system of numbers, beside two
recordings written as much alike."""

from __future__ import annotations

from typing import Any

import pytest

from analyses.duplicates.detection import Record
from tests.analyses.detecting import library_of, relation, scores_of, track

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


def test_a_cover_on_an_album_of_its_own() -> None:
    cover = track(
        title="The Paper Lanterns - Northern Harbour", artist="Grey Wolves", album="Covers"
    )
    assert both_ways(track(), cover._replace(duration=214.5)) == "different"
    untold = track(title=cover.title, artist="Grey Wolves", **POOR, duration=None)
    assert both_ways(track(), untold) == "different"


def test_one_name_is_not_the_other_by_a_first_name() -> None:
    video = track(title="Anna - Northern Harbour", artist="Paper", **POOR)
    assert both_ways(track(artist="Anna Lanterns"), video) == "different"


@pytest.mark.parametrize(("title", "length"), NOT_UPLOADED.values(), ids=NOT_UPLOADED.keys())
def test_something_else_that_somebody_uploaded(title: str, length: float) -> None:
    video = track(title=title, artist="musicfan1977", duration=length, **POOR)
    assert both_ways(track(), video) not in ONE


EXCHANGED = [
    ("Adele - Hello", "Sing King"),
    ("Beethoven: Symphony No. 5: I. Allegro con brio", "Berliner Philharmoniker"),
    ("Club Foot", "Kasabian"),
]


@pytest.mark.parametrize(("title", "artist"), EXCHANGED)
@pytest.mark.parametrize("album", [None, "Kasabian", "Low Tide"])
def test_exchanged_fields_are_scored_alike_either_way(title: str, artist: str, album: Any) -> None:
    one = track(title=title, artist=artist, album=album)
    other = track(title=artist, artist=title, album=album, track_number=None)
    scores = [scores_of(library_of(*pair)) for pair in ((one, other), (other, one))]
    assert scores[0].confidence.tolist() == scores[1].confidence.tolist()
    assert scores[0].kind.tolist() == scores[1].kind.tolist() == [0]


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
    elsewhere = live._replace(duration=214.0, album="無與倫比", track_number=9)
    assert both_ways(studio, elsewhere) == "version"


ONE_NUMBERING = {
    "roman and arabic": ("Shine (Parts I-V)", "Shine, Pts. 1-5"),
    "two parts": ("Shine (Parts I & II)", "Shine, Pts. 1 & 2"),
    "how many parts there are": ("The Alibi Part 3 of 20", "The Alibi Part 03"),
    "German": ("Der Turm (Teile I-V)", "Der Turm (Teile 1-5)"),
    "a minuet": ("Suite No. 2: Menuett I", "Suite Nr. 2, Menuett 1"),
    "a catalogue told by one": ("Nocturne in A minor, M. 81", "Nocturne in A minor"),
    "an opus of several": ("Nocturnes, Op. 9: Lento", "Nocturnes: Lento"),
    "Köchel's number": (
        "Die Zauberflöte, K. 620: Der Hölle Rache",
        "Die Zauberflöte: Der Hölle Rache",
    ),
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
    "letter and number of a title": ("Platform M 83", "Platform"),
    "an opus that is a title": ("Opus 40", "Opus"),
    "an act and what each has": ("Act 1: Prelude", "Prelude"),
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
    "At Stone Bay Prison",
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


# What a file's name holds beside the title; album, position and artist are in it or unknown.
PATHS = {
    "album and number": "The Paper Lanterns - Low Tide - Vol. 2 - 03 Northern Harbour",
    "the number between dashes": "The Paper Lanterns - Low Tide - 03 - Northern Harbour",
    "who released the files": "103-the_paper_lanterns-northern_harbour-gnvr",
    "a site": "some-site.com - The Paper Lanterns - Northern Harbour",
}


@pytest.mark.parametrize("name", PATHS.values(), ids=PATHS.keys())
def test_more_file_names(name: str) -> None:
    rip = track(title=name, **{**POOR, "artist": None})
    album = "Low Tide - Vol. 2" if "Vol" in name else "Low Tide"
    assert both_ways(track(album=album), rip) == "duplicate"


@pytest.mark.parametrize("behind", ["live", "demo", "remix", "part2"])
def test_a_version_at_the_end_of_a_file_name_is_no_group(behind: str) -> None:
    rip = track(
        title=f"03-the_paper_lanterns-northern_harbour-{behind}", **{**POOR, "artist": None}
    )
    assert both_ways(track(), rip) not in ONE


@pytest.mark.parametrize("title", ["Love.Is - Live at Wembley", "Hello Mr.me - Live"])
def test_a_full_stop_in_a_title_is_no_site(title: str) -> None:
    whole = title.split(" - ")[0]
    assert both_ways(track(title=title), track(title=whole, duration=230.0)) == "version"


@pytest.mark.parametrize("behind", ["HQ", "lyrics", "copy", "Music Video", "with lyrics"])
def test_words_of_files_behind_a_short_title(behind: str) -> None:
    rip = track(title=f"Zombie {behind}", **POOR)
    assert both_ways(track(title="Zombie", **POOR), rip) in ONE


def test_words_in_brackets_before_a_title_may_be_left_out() -> None:
    there = track(title="(I Can Never Leave The) Northern", album="High Water", track_number=8)
    assert both_ways(track(title="Northern"), there) == "other_release"


def test_a_composer_before_the_work_and_as_the_artist() -> None:
    work = "Symphony No. 7 in A major, Op. 92 - 2. Allegretto"
    here = track(title=f"Beethoven: {work}", artist="Anton Berg", album="Symphonies")
    there = track(title=work, artist="Ludwig van Beethoven", album="Symphonies")
    assert both_ways(here, there) == "duplicate"
    assert both_ways(here, there._replace(artist="Clara Dahl")) == "different"


# At one place of one album, and as long.
NUMBER_OF_ONE = {
    "a movement": ("Requiem, K. 626: III. Sequentia: Lacrimosa", "Requiem, K. 626: Lacrimosa"),
    "a part and a number": ("Messiah, HWV 56, Pt. II: No. 44. Hallelujah", "Messiah: Hallelujah"),
    "an episode": ("Episode 03: The Alibi", "The Alibi"),
    "season and episode": ("S01E03 The Alibi", "The Alibi"),
    "a chapter": ("Chapter 3 - The Alibi", "03 The Alibi"),
}


@pytest.mark.parametrize(("left", "right"), NUMBER_OF_ONE.values(), ids=NUMBER_OF_ONE.keys())
def test_a_number_that_one_title_leaves_out_at_one_place(left: str, right: str) -> None:
    here, there = track(title=left), track(title=right, duration=214.4)
    assert both_ways(here, there) == "duplicate"
    assert both_ways(here, there._replace(track_number=9, album="Best")) not in ONE


def test_two_numbers_at_one_place_are_two() -> None:
    here = track(title="The Alibi, Part 3")
    assert both_ways(here, here._replace(title="The Alibi, Part 4")) == "different"


SESSIONS = {
    "years, on the album of all": ("(Live 1975)", "(Live 1978)", "Live/1975-85"),
    "sessions": ("(Peel Session 1978)", "(Peel Session 1980)", "Peel Sessions"),
    "on the air": ("(Live at the BBC 1967)", "(Live at the BBC 1969)", "Live at the BBC"),
}


@pytest.mark.parametrize("gap", [0.5, 2.0])
@pytest.mark.parametrize(("one", "other", "album"), SESSIONS.values(), ids=SESSIONS.keys())
def test_two_days_on_the_album_of_both(one: str, other: str, album: str, gap: float) -> None:
    here = track(title=f"Northern Harbour {one}", album=album, track_number=2)
    there = track(title=f"Northern Harbour {other}", album=album, duration=214 + gap)
    assert both_ways(here, there) == "version"


VOICES = [("(Male Version)", "(Female Version)"), ("(Female Voice)", "(Male Voice)")]


@pytest.mark.parametrize(("one", "other"), VOICES)
@pytest.mark.parametrize("album", ["Low Tide", "High Water"])
def test_two_who_sing(one: str, other: str, album: str) -> None:
    there = track(title=f"Northern Harbour {other}", album=album, track_number=9)
    assert both_ways(track(title=f"Northern Harbour {one}"), there) == "version"


ABOUT = ["Commentary", "Interview", "Track by Track", "Spoken Word", "Voice Memo", "8-Bit", "Encore",
         "Revisited", "Reimagined", "Music Box Version"]  # fmt: skip


@pytest.mark.parametrize("what", ABOUT)
@pytest.mark.parametrize("place", [{}, {"album": "High Water", "track_number": 9}])
def test_what_is_said_of_a_song_or_made_of_it(what: str, place: dict[str, Any]) -> None:
    there = track(title=f"Northern Harbour ({what})", duration=213.0, **place)
    assert both_ways(track(), there) == "version"


@pytest.mark.parametrize("title", ["Commentary", "Music Box", "Northern Interview", "Encore"])
def test_such_a_word_as_title(title: str) -> None:
    assert both_ways(track(title=title), track(title=title, album="High Water")) in ONE


SHORT = {
    "a skit with a name": ("Paul (Skit)", 15.0, 18.0),
    "a skit of nearly one length": ("Ken (Skit)", 76.0, 77.0),
    "a skit to the tenth of a second": ("Ken (Skit)", 76.2, 76.9),
    "a tune of a game": ("Game Over", 30.0, 37.0),
    "a solo": ("Drum Solo", 280.0, 282.0),
    "what happens on stage": ("Band Introductions", 40.0, 41.0),
}


@pytest.mark.parametrize(("title", "one", "other"), SHORT.values(), ids=SHORT.keys())
def test_short_tracks_that_each_album_may_have(title: str, one: float, other: float) -> None:
    here = track(title=title, duration=one, album="Final Quest VI OST")
    there = track(title=title, duration=other, album="Final Quest VII OST", year=1999)
    assert both_ways(here, there) not in ONE
    assert both_ways(here, there._replace(duration=one, isrc="A"))  # no error without an id
    assert both_ways(here._replace(album="Low Tide"), here._replace(album="Low Tide")) in ONE


def test_a_short_song_of_two_albums() -> None:
    here = track(duration=58.0)
    assert both_ways(here, track(duration=59.5, album="High Water")) == "other_release"
    assert both_ways(here, track(duration=64.5, album="High Water")) == "other_release"
    here = track(duration=20.0)
    assert both_ways(here, track(duration=22.0, album="High Water")) == "other_release"
    assert both_ways(here, track(duration=22.6, album="High Water")) == "different"
