"""Where tracks stand: positions, discs and albums that tell two recordings of like names apart, and
those that only seem to."""

from __future__ import annotations

import numpy as np
import pytest

from analyses.duplicates.detection import Record
from analyses.duplicates.detection.scoring.similarity import other_numbers
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


@pytest.mark.parametrize(
    ("left", "right", "differ"),
    [("hits 1", "hits 2", True), ("hits 2", "hits 2 1999", False), ("hits", "hits 2", False),
     ("disc 01", "disc 1", False), ("2020 05 12", "2020 05 13", True)],
)  # fmt: skip
def test_numbers_of_two_albums(left, right, differ):
    found = other_numbers(["", left, right], np.array([1, 2, 1]), np.array([2, 1, 1]))

    assert found.tolist() == [differ, differ, False]


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


PERFORMANCES = {
    "years apart on albums of one name": (
        at(10, "Winter: Allegro", 205.0, album="Four Seasons", artist="Vivaldi", year=1970),
        at(10, "Winter: Allegro", 209.0, album="Four Seasons", artist="Vivaldi", year=1995),
    ),
    "a bare movement, years apart": (
        at(8, "Lacrimosa", 190.0, album="Requiem", artist="Mozart", year=1963),
        at(8, "Lacrimosa", 197.0, album="Requiem", artist="Mozart", year=1989),
    ),
    "one movement of two masses": (
        at(1, "Kyrie", 240.0, album="Missa Papae Marcelli"),
        at(1, "Kyrie", 244.0, album="Missa Aeterna"),
    ),
    "two orchestras": (
        at(1, "Symphony No. 5 in C minor, Op. 67", 432.0, artist="Berliner Philharmoniker"),
        at(1, "Symphony No. 5 in C minor, Op. 67", 436.0, artist="Wiener Philharmoniker"),
    ),
}


@pytest.mark.parametrize(("left", "right"), PERFORMANCES.values(), ids=PERFORMANCES.keys())
def test_two_performances(left, right):
    assert relation(left, right) == "different"


def test_one_performance_by_its_length():
    left = at(8, "Lacrimosa", 190.0, album="Requiem", artist="Mozart", year=1963)

    assert relation(left, left._replace(year=1989, duration=191.0)) == "duplicate"


def test_a_song_called_as_a_part_of_the_mass():
    left = at(1, "Gloria", 266.0, album="Gloria")

    assert relation(left, at(5, "Gloria", 269.0, album="Best of Heron")) == "other_release"


@pytest.mark.parametrize(
    "title",
    [
        "Intro",
        "Chapter 3",
        "Main Title",
        "End Credits",
        "Opening Theme",
        "Lektion 3",
        "Bonus Track",
    ],
)
def test_a_place_on_two_albums(title):
    left = at(3, title, 60.0, album="The Lost Mill", year=2001)

    assert relation(left, at(3, title, 60.5, album="Winter Songs", year=2001)) == "different"
    assert relation(left, at(3, title, 60.0, album="Winter Songs", year=2001)) == "other_release"


def test_a_place_on_two_albums_with_an_equal_id():
    left = at(1, "Intro", 60.0, album="First Light", isrc="GBAAA0000001")
    right = at(1, "Intro", 60.5, album="Winter Songs", isrc="GBAAA0000001")

    assert relation(left, right) == "other_release"


@pytest.mark.parametrize(("artist", "gap"), [(None, 1.0), (None, 5.0), ("Various Artists", 1.0)])
def test_nobodys_song_on_two_albums(artist, gap):
    left = at(3, "Jingle Bells", 120.0, artist=None, album="Christmas Hits")
    right = at(4, "Jingle Bells", 120.0 + gap, artist=artist, album="Winter Songs")

    assert relation(left, right) == "different"


def test_nobodys_song_of_one_length_or_on_one_album():
    left = at(3, "Jingle Bells", 120.0, artist=None, album="Christmas Hits")

    assert relation(left, left._replace(album="Winter Songs", track_number=4)) == "other_release"
    assert relation(left, left._replace(duration=121.0)) == "duplicate"


@pytest.mark.parametrize("gap", [9.0, 10.0, 20.0, 22.0])
def test_another_length_of_a_work_is_no_slip(gap):
    left = at(10, "Winter: Allegro", 205.0, album="The Four Seasons", artist="Vivaldi")
    right = left._replace(artist="Antonio Vivaldi", duration=205.0 + gap)

    assert relation(left, right) == "different"


def test_a_length_is_no_slip_where_names_are_but_alike():
    left = at(4, "Northern Rain", 233.0)

    assert relation(left, left._replace(album="First Lights", duration=243.0)) == "different"


@pytest.mark.parametrize("year", [None, 1999])
def test_a_mistyped_length_as_two_sources_wrote_it(year):
    left = at(4, "Northern Rain", 233.0, year=year)

    assert relation(left, left._replace(artist="Heron Band, The", duration=122.0)) == "duplicate"
