"""Two recordings whose tags are nearly the same, beside copies whose tags differ as much."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyses.duplicates import detection
from analyses.duplicates.detection import Record
from tests.analyses.detecting import TRACK, relation, scores_of, track

ONE = {"duplicate", "other_release"}


def told(behind: str, **changes: object) -> Record:
    """Return a track whose title goes on with `behind`."""
    return track(title=f"Northern Harbour {behind}", **changes)


# What two titles say behind the same name: (left, right).
NAMED_APART = {
    "a duet": ("(Duet)", ""),
    "a duet and alone": ("(Duet)", "(Solo Version)"),
    "played and read": ("(Hörspiel)", "(Hörbuch)"),
    "club and dub": ("(Club Mix)", "(Dub Mix)"),
    "vocal and dub": ("(Vocal Mix)", "(Dub Mix)"),
    "club and vocal": ("(Club Mix)", "(Vocal Mix)"),
    "a remix and the dub of it": ("(Ann Remix)", "(Ann Dub)"),
    "a remix and a VIP": ("(Ann Mix)", "(VIP)"),
    "a remix and a dub that is long": ("(Extended Remix)", "(Extended Dub)"),
    "a bootleg and a flip": ("(Bootleg)", "(Flip)"),
    "intro and outro": ("(Intro)", "(Outro)"),
    "interlude and reprise": ("- Interlude", "- Reprise"),
    "a name that is half of another": ("(Duran Duran Remix)", "(Duran Jones Remix)"),
    "a place and a state of one name": (
        "(Live in New York, New York)",
        "(Live at New York Town Hall)",
    ),
}
NAMED_TOGETHER = {
    "a duet with a guest": ("(Duet with Ann Lee)", "(feat. Ann Lee)"),
    "a book that says so": ("(Hörbuch)", ""),
    "a play that says so": ("(Das Hörspiel)", "(Hörspiel)"),
    "two words for one dub": ("(Dub)", "[Dub Mix]"),
    "two words for one VIP": ("(VIP Mix)", "- VIP"),
    "an edit by somebody is a remix": ("(Ann Edit)", "(Ann Remix)"),
    "a bootleg is a remix": ("(Ann Bootleg)", "(Ann Remix)"),
    "a remix of nobody": ("(Remix)", "(Ann Remix)"),
    "with a word more": ("(Ann Vocal Mix)", "(Ann Mix)"),
    "with vocals as ever": ("(Vocal Version)", ""),
    "one intro": ("(Intro)", "- Introduction"),
    "a name in full": ("(Duran Remix)", "(Duran Jones Remix)"),
    "words in another order": ("(Live at Town Hall, Oslo)", "(Live in Oslo, Town Hall)"),
    "a name with a typing error": ("(Duran Duran Remix)", "(Durann Duran Remix)"),
    "the town twice and once": ("(Live in New York, New York)", "(Live in New York)"),
}


@pytest.mark.parametrize(("left", "right"), NAMED_APART.values(), ids=NAMED_APART.keys())
def test_details_apart(left, right):
    assert relation(told(left), told(right, duration=214.4)) not in ONE
    assert relation(told(right), told(left, duration=214.4)) not in ONE


@pytest.mark.parametrize(("left", "right"), NAMED_TOGETHER.values(), ids=NAMED_TOGETHER.keys())
def test_details_together(left, right):
    assert relation(told(left), told(right)) in ONE


PARTS_APART = {
    "parts by letters": ("Part A", "Part B"),
    "German parts by letters": ("- Teil A", "- Teil B"),
    "sides of a record": ("(A Side)", "(B-Side)"),
    "sides, letter last": ("(Side A)", "(Side B)"),
    "exercises": ("Exercise 1 a", "Exercise 1 b"),
    "seasons": ("S01E02", "S02E02"),
    "episodes": ("S01E02", "S01E03"),
    "season and episode exchanged": ("S01E02", "S02E01"),
    "season and episode exchanged, in words": ("Season 2 Episode 3", "Season 3 Episode 2"),
    "scenes of two acts": ("Act 1, Scene 2", "Act 2, Scene 1"),
    "scenes of two acts, roman": ("Act I, Scene 2", "Act II, Scene 1"),
    "a part and the whole": ("(Part A)", ""),
}
PARTS_TOGETHER = {
    "one part in two spellings": ("Part A", "(Part A)"),
    "one part in two words": ("Part B", "Pt. B"),
    "the side is told once": ("(B-Side)", ""),
    "the season is told once": ("S01E02", "Episode 2"),
    "one episode": ("S01E02", "s1e2"),
    "an act in two spellings": ("Act II, Scene 1", "Act 2, Scene 1"),
}


@pytest.mark.parametrize(("left", "right"), PARTS_APART.values(), ids=PARTS_APART.keys())
def test_parts_apart(left, right):
    assert relation(told(left), told(right)) not in ONE


@pytest.mark.parametrize(("left", "right"), PARTS_TOGETHER.values(), ids=PARTS_TOGETHER.keys())
def test_parts_together(left, right):
    assert relation(told(left), told(right)) in ONE


LIVE = {"title": "Northern Harbour", "album": "Live in Paris 1999", "year": None}
CONCERTS_APART = {
    "two towns": {"album": "Live in Berlin 2005"},
    "two years": {"album": "Live in Paris 2005"},
    "two towns, the title says live": {
        "album": "Live in Berlin 2005",
        "title": "Northern Harbour (Live)",
    },
}
CONCERTS_TOGETHER = {
    "the year is told once": {"album": "Live in Paris"},
    "another edition": {"album": "Live in Paris 1999 (Deluxe Edition)"},
    "a choice of it, as long": {"album": "Live: The Best of Twenty Years", "duration": 215.5},
    "a choice of it that says so": {
        "album": "Live: The Best of Twenty Years",
        "title": "Northern Harbour (Live in Paris, 1999)",
    },
}


@pytest.mark.parametrize("changes", CONCERTS_APART.values(), ids=CONCERTS_APART.keys())
def test_two_concerts(changes):
    right = track(**{**LIVE, "duration": 221.0, **changes})
    assert relation(track(**LIVE), right) not in ONE


@pytest.mark.parametrize("changes", CONCERTS_TOGETHER.values(), ids=CONCERTS_TOGETHER.keys())
def test_one_concert(changes):
    right = track(**{**LIVE, "duration": 218.0, **changes})
    assert relation(track(**LIVE), right) in ONE


SHORT_TITLES = {
    "a word more": ("Stay", "Stay Away"),
    "a word before": ("Home", "Going Home"),
    "one and several": ("Angel", "Angels"),
}


@pytest.mark.parametrize(("left", "right"), SHORT_TITLES.values(), ids=SHORT_TITLES.keys())
def test_short_titles_are_two_songs_on_two_albums(left, right):
    elsewhere = track(title=right, album="High Water", track_number=8, duration=216.5)
    assert relation(track(title=left), elsewhere) not in ONE
    # Position, year and, nearly, length may agree by chance.
    by_chance = track(title=right, album="High Water", duration=218.0)
    assert relation(track(title=left), by_chance) not in ONE


@pytest.mark.parametrize(("left", "right"), SHORT_TITLES.values(), ids=SHORT_TITLES.keys())
def test_short_titles_are_one_song_at_one_place(left, right):
    assert relation(track(title=left), track(title=right, duration=214.9)) in ONE


def test_a_longer_title_with_a_letter_less_is_one_song():
    elsewhere = track(title="Northern Harbours", album="High Water", track_number=8)
    assert relation(track(), elsewhere) in ONE


def test_a_play_and_a_reading_are_two_albums():
    name = "The Keepers of the Northern Lighthouse 12"
    play, reading = (track(album=f"{name} ({kind})") for kind in ("Hörspiel", "Hörbuch"))

    assert relation(play, reading) not in ONE
    assert relation(play, track(album=name)) in ONE


def test_a_maker_of_karaoke_is_not_whom_it_is_named_after():
    maker = "The Paper Lanterns Karaoke"

    assert relation(track(artist=maker), track()) not in ONE
    assert relation(track(artist=maker), track(artist=maker, duration=214.4)) in ONE
    assert relation(told("(Karaoke)", artist=maker), told("(Karaoke Version)")) in ONE


@pytest.mark.parametrize("name", ["{} Tribute Band", "A Tribute to {}", "{} Tribute"])
def test_a_tribute_is_not_whom_it_is_for(name):
    maker = name.format("The Paper Lanterns")

    assert relation(track(artist=maker), track()) not in ONE
    assert relation(track(artist=maker), track(artist=maker, album="Best of Low Tide")) in ONE


# What may be one where the lengths are, but not 4 seconds apart.
UNNAMED = {
    "a remix of nobody": ("(Remix)", "(Ann Remix)"),
    "a dub of nobody": ("(Dub)", "(Ann Dub)"),
    "a radio edit of a remix": ("(Ann Radio Edit)", "(Ann Remix)"),
}


@pytest.mark.parametrize(("left", "right"), UNNAMED.values(), ids=UNNAMED.keys())
def test_lengths_decide_whose_remix_it_is(left, right):
    assert relation(told(left), told(right, duration=214.9)) in ONE
    assert relation(told(left), told(right, duration=218.0)) not in ONE


# Few words, so that they come twice in a name; spaces, as letters are counted without them.
_words = st.lists(st.sampled_from(["duran", "jones", "new", "york", "tom"]), min_size=1, max_size=4)
_names = st.builds(lambda words, between: between.join(words), _words, st.sampled_from([" ", ""]))
_kinds = st.sampled_from(["", " ({} Remix)", " ({} Dub)", " (Live at {})", " ({} Version)"])
_titles = st.builds(lambda name, kind, of: name + kind.format(of), _names, _kinds, _names)
_tracks = st.builds(
    lambda title, artist, album, length, number: TRACK._replace(
        title=title, artist=artist, album=album, duration=length, track_number=number
    ),
    _titles, st.sampled_from(["Heron", "The Herons"]), st.sampled_from(["Low Tide", "Low Tides"]),
    st.sampled_from([214.0, 214.5, 216.5]), st.sampled_from([3, 4]),
)  # fmt: skip


@given(left=_tracks, right=_tracks)
@settings(max_examples=150, deadline=None, derandomize=True)
def test_it_makes_no_difference_which_track_comes_first(left, right):
    there, back = (
        scores_of(detection.prepare(row._replace(track_id=at) for at, row in enumerate(rows, 1)))
        for rows in ((left, right), (right, left))
    )

    assert there.confidence.tolist() == back.confidence.tolist()
    assert there.kind.tolist() == back.kind.tolist()
