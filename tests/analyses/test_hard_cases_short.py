"""Short titles that differ in a word, an ending or a first letter: two songs of one artist, unless one
place on one album or what is set off says otherwise."""

from __future__ import annotations

import pytest

from analyses.duplicates.detection import Record
from tests.analyses.detecting import relation, track

# Of one artist; the others are on another album, at another position, and as long.
TWO_SONGS = {
    "a word more at the end": ("Stay", "Stay Tonight"),
    "a word more in front": ("Home", "Going Home"),
    "a word more behind two": ("Hold On", "Hold On Tight"),
    "words more behind two": ("Blue Harbour", "Blue Harbour of the North"),
    "what someone does": ("Believe", "Believer"),
    "somebody who does it": ("Dreams", "Dreamer"),
    "several": ("Holiday", "Holidays"),
    "doing it": ("Walk", "Walking"),
    "like it": ("Rain", "Rainy"),
    "an ending behind a word": ("Crazy Love", "Crazy Lover"),
    "a name and its sister": ("Maria", "Marie"),
    "another first letter": ("Madness", "Sadness"),
    "a first letter more": ("Anna", "Hanna"),
}
ONE_SONG = {
    "a letter lost within": ("Jailhouse", "Jalhouse"),
    "a letter lost at the end": ("Lanterne", "Lantern"),
    "an ending lost in a word": ("Overthinker", "Overthinkr"),
    "an ending lost in front": ("Forever Northern", "Foreve Northern"),
    "a letter that slipped in": ("No Harbour", "No Harbour a"),
    "set off by brackets": ("Satisfied", "Satisfied (I Cannot Get)"),
    "set off by a dash": ("Northern", "Northern - Song of the Sea"),
    "long enough to be known": (
        "Never Leave the Northern Harbour Lights",
        "Never Leave the Northern Harbour",
    ),
    "one word twice": ("Hush", "Hush, Hush"),
}


def elsewhere(**changes: object) -> Record:
    return track(album="High Water", year=2003, track_number=9, **changes)


@pytest.mark.parametrize("gap", [0.0, 1.0, 2.0])
@pytest.mark.parametrize(("one", "other"), TWO_SONGS.values(), ids=TWO_SONGS.keys())
def test_two_songs_of_one_artist(one: str, other: str, gap: float) -> None:
    there = elsewhere(title=other, duration=214.0 + gap)
    assert relation(track(title=one), there) == "different"
    assert relation(there, track(title=one)) == "different"


@pytest.mark.parametrize(("one", "other"), ONE_SONG.values(), ids=ONE_SONG.keys())
def test_one_song_as_two_sources_wrote_it(one: str, other: str) -> None:
    there = elsewhere(title=other)
    assert relation(track(title=one), there) == "other_release"
    assert relation(there, track(title=one)) == "other_release"


@pytest.mark.parametrize("position", [3, None])
@pytest.mark.parametrize("name", ["a word more at the end", "several", "a first letter more"])
def test_at_one_place_it_is_one_song(name: str, position: int | None) -> None:
    """Where one position is unknown, the album is enough."""
    one, other = TWO_SONGS[name]
    here = track(title=one)
    there = track(title=other, track_number=position, artist="Paper Lanterns", album="Low Tide ")
    assert relation(here, there) == "duplicate"


def test_two_titles_of_an_album_without_positions_are_two() -> None:
    here = track(title="Stay", track_number=None)
    assert relation(here, here._replace(title="Stay Tonight", duration=214.5)) == "different"
