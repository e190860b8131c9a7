"""One composer or author as the artist, and those who perform or read beside it."""

from __future__ import annotations

from typing import Any

import pytest

from analyses.duplicates.detection import Record
from tests.analyses.detecting import relation, track

WORK: dict[str, Any] = {
    "title": "Symphony No. 5 in C minor, Op. 67: I. Allegro con brio",
    "artist": "Ludwig van Beethoven",
    "album": "The Symphonies",
    "track_number": 1,
    "year": None,
}
CHAPTER: dict[str, Any] = {
    "title": "Chapter 3",
    "artist": "Ann Harbour",
    "album": "The Lantern Keepers",
}
BOOK: dict[str, Any] = {**CHAPTER, "title": "The Lantern Keepers"}
SONG: dict[str, Any] = {"album": "Hits of the North", "artist": "The Paper Lanterns"}

# What both are, and the album artists of the two.
TWO = {
    "two conductors": (WORK, "Anton Berg", "Clara Dahl"),
    "one orchestra under two": (
        WORK,
        "Oslo Filharmonien, Anton Berg",
        "Oslo Filharmonien, C. Dahl",
    ),
    "two readers of a chapter": (CHAPTER, "Anton Berg", "Clara Dahl"),
    "two readers of a book": (BOOK, "Anton Berg", "Clara Dahl"),
}
ONE = {
    "one conductor, in two languages": (
        WORK,
        "Berliner Philharmoniker, Anton Berg",
        "Anton Berg; Berlin Philharmonic",
    ),
    "nobody in particular": (WORK, "Anton Berg", "Various Artists"),
    "told by one alone": (WORK, "Anton Berg", None),
    "the artist, and who sells it": (SONG, "The Paper Lanterns", "Hits Incorporated"),
    "two who made the soundtrack": (SONG, "Original Soundtrack", "Quentin Berg"),
    "an orchestra and its initials": (WORK, "London Symphony Orchestra", "LSO"),
    "in two scripts": (WORK, "Хор Пятницкого", "Pyatnitsky Choir"),
}


def pair(both: dict[str, Any], one: str | None, other: str | None, gap: float) -> list[Record]:
    tracks = [track(**both, album_artist=name) for name in (one, other)]
    return [tracks[0], tracks[1]._replace(duration=214.0 + gap)]


@pytest.mark.parametrize("gap", [0.0, 1.0, 5.0])
@pytest.mark.parametrize(("both", "one", "other"), TWO.values(), ids=TWO.keys())
def test_two_performances(both: dict[str, Any], one: str, other: str, gap: float) -> None:
    here, there = pair(both, one, other, gap)
    assert relation(here, there) == relation(there, here) == "different"


@pytest.mark.parametrize("gap", [0.0, 1.0])
@pytest.mark.parametrize(("both", "one", "other"), ONE.values(), ids=ONE.keys())
def test_one_performance(
    both: dict[str, Any], one: str | None, other: str | None, gap: float
) -> None:
    here, there = pair(both, one, other, gap)
    assert relation(here, there) == relation(there, here) == "duplicate"


def test_an_equal_id_says_that_two_sources_name_other_performers() -> None:
    here, there = (t._replace(isrc="DEF056200001") for t in pair(WORK, "Anton Berg", "C. Dahl", 1))
    assert relation(here, there) == "duplicate"


def test_two_compilations_of_two_makers_hold_one_song() -> None:
    here, there = pair(SONG, "Harbour Hits", "Dance Now", 0.0)
    assert relation(here, there._replace(album="Best of Dance", track_number=9)) == "other_release"


@pytest.mark.parametrize(("gap", "expected"), [(0.0, "other_release"), (1.0, "different")])
def test_performers_among_the_artists_of_a_work(gap: float, expected: str) -> None:
    """To the tenth of a second, or at one place, each names another of those who play."""
    here = track(**{**WORK, "artist": "Beethoven; Anton Berg"})
    at_one_place = track(**{**WORK, "artist": "Beethoven; Clara Dahl"}, duration=214.0 + gap)
    there = at_one_place._replace(album="Favourite Works", track_number=8)
    assert relation(here, there) == relation(there, here) == expected
    assert relation(here, at_one_place) == "duplicate"
