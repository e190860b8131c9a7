"""Where tracks stand: positions, discs and albums that tell two recordings of like names apart, and
those that only seem to."""

from __future__ import annotations

import pytest

from analyses.duplicates.detection import Record
from tests.analyses.detecting import groups_of, library_of, relation


def at(number: int | None, title: str, duration: float, **changes) -> Record:
    """A track by its position on an album, by default always the same one."""
    given = {"artist": "The Heron Band", "album": "First Light", "track_number": number, **changes}
    return Record(track_id=1, title=title, duration=duration, **given)


TWO_PLACES = {
    "movements of one name": (at(1, "Allegro", 300.0), at(4, "Allegro", 308.0)),
    "movements of one name, as two sources wrote them": (
        at(1, "Allegro", 300.0),
        at(4, "Allegro", 308.0, artist="Heron Band"),
    ),
    "skits": (at(5, "Skit", 40.0), at(9, "Skit", 40.0)),
    "titles a letter apart": (at(1, "Morning", 180.0), at(2, "Mourning", 183.0)),
    "names in one song": (
        at(1, "Happy Birthday Anna", 60.0),
        at(2, "Happy Birthday Hanna", 62.0),
    ),
    "one title, two takes": (at(1, "Harbour Lights", 200.0), at(9, "Harbour Lights", 207.0)),
    "title is the album": (at(1, "First Light", 200.0), at(2, "First Light", 204.0)),
}  # fmt: skip


@pytest.mark.parametrize(("left", "right"), TWO_PLACES.values(), ids=TWO_PLACES.keys())
def test_two_places_of_one_album(left, right):
    assert relation(left, right) == "different"


def test_parts_of_a_book_that_all_have_its_title():
    lengths = (200.0, 204.5, 209.0, 213.5, 218.0, 222.5, 227.0)
    parts = [at(number, "First Light", length) for number, length in enumerate(lengths, start=1)]

    assert groups_of(library_of(*parts)) == []


ONE_PLACE = {
    "a wrong position": (at(1, "Harbour Lights", 200.0), at(2, "Harbour Lights", 201.0)),
    "a wrong position and a slip": (at(1, "Harbour Lights", 200.0), at(2, "Harbuor Lights", 200.0)),
    "movements with an equal id": (
        at(1, "Allegro", 300.0, isrc="GBAAA0000001"),
        at(4, "Allegro", 304.0, isrc="GBAAA0000001"),
    ),
    "side and number": (at(2, "Allegro", 300.0), at(2, "Allegro", 301.0, track_number="A2")),
    "position unknown": (at(2, "Allegro", 300.0), at(2, "Allegro", 301.0, track_number=None)),
}  # fmt: skip


@pytest.mark.parametrize(("left", "right"), ONE_PLACE.values(), ids=ONE_PLACE.keys())
def test_one_track_of_an_album(left, right):
    assert relation(left, right) == "duplicate"


SERIES = {
    "chapters of two books": (
        at(3, "Kapitel 3", 180.0, album="Die Drei 101"),
        at(3, "Kapitel 3", 187.0, album="Die Drei 102"),
    ),
    "works of two books": (
        at(1, "Prelude and Fugue No. 1 in C major, BWV 846", 120.0, album="Clavier, Book I"),
        at(1, "Prelude and Fugue No. 1 in C major, BWV 870", 120.0, album="Clavier, Book II"),
    ),
}


@pytest.mark.parametrize(("left", "right"), SERIES.values(), ids=SERIES.keys())
def test_albums_of_a_series_are_two(left, right):
    assert relation(left, right) == "different"


def test_a_song_on_two_albums_of_a_series_is_of_another_release():
    left = at(1, "Northern Rain", 230.0, album="Hits 1")

    assert relation(left, at(1, "Northern Rain", 230.0, album="Hits 2")) == "other_release"


def test_a_year_behind_an_album_makes_it_no_other():
    left = at(1, "Northern Rain", 230.0, album="All Greatest Hits 2")

    assert relation(left, left._replace(album="All Greatest Hits 2 1999")) == "duplicate"


DISCS = {
    "by their column": (
        at(1, "Allegro", 300.0, disc_number=1),
        at(1, "Allegro", 307.0, disc_number=2),
    ),
    "by the albums' names": (
        at(1, "Allegro", 300.0, album="First Light (CD 1)"),
        at(1, "Allegro", 307.0, album="First Light (CD 2)"),
    ),
    "by the names, though the column says 1": (
        at(1, "Allegro", 300.0, album="First Light [Disc 1]", disc_number=1),
        at(1, "Allegro", 307.0, album="First Light [Disc 2]", disc_number=1),
    ),
    "of a book whose parts have its title": (
        at(1, "First Light", 300.0, album="First Light - CD 1"),
        at(1, "First Light", 300.0, album="First Light - CD 2"),
    ),
}


@pytest.mark.parametrize(("left", "right"), DISCS.values(), ids=DISCS.keys())
def test_two_discs(left, right):
    assert relation(left, right) == "different"


def test_a_disc_that_only_one_names_parts_nothing():
    left = at(6, "Northern Rain", 300.0)

    assert (
        relation(left, at(6, "Northern Rain", 301.0, album="First Light (Disc 1)")) == "duplicate"
    )
