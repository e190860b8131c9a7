from __future__ import annotations

from typing import Any

import pytest

from accounts.models import User
from library import changes
from library.models import Track
from tests import factories

pytestmark = pytest.mark.django_db

ROUND_TRIPS = 14


def make(user: User, title: str, **fields: Any) -> Track:
    return Track.objects.create(user=user, title=title, **fields)


def test_an_empty_library_says_what_to_do(alice: User, browse: Any) -> None:
    page = browse(alice, "/library")

    assert "No tracks yet" in page.text
    assert page.source.count("button primary") == 1


def test_a_row_says_what_is_known(alice: User, browse: Any) -> None:
    make(
        alice,
        "Teardrop",
        artist="Massive Attack",
        album="Mezzanine",
        duration=330.2,
        year=1998,
        format="flac",
        play_count=1204,
        rating=4,
        is_favorite=True,
    )

    text = browse(alice, "/library").text

    for words in ("Teardrop", "Massive Attack", "Mezzanine", "5:30", "1998", "FLAC", "1,204"):
        assert words in text
    assert "Favourite" in text


def test_what_is_not_known_is_a_dash(alice: User, browse: Any) -> None:
    make(alice, "Untold")

    page = browse(alice, "/library")

    assert "no artist" in page.text
    assert "None" not in page.text


def test_markup_in_a_title_is_text(alice: User, browse: Any) -> None:
    make(alice, "<script>alert(1)</script>", artist='"><img src=x>')

    assert "<script>alert" not in browse(alice, "/library").source
    assert "<img" not in browse(alice, "/library").source


def test_words_narrow_it(alice: User, browse: Any) -> None:
    make(alice, "Jóga", artist="Björk")
    make(alice, "Teardrop")

    text = browse(alice, "/library", search="bjork joga").text

    assert "Jóga" in text
    assert "Teardrop" not in text


def test_no_match_says_so(alice: User, browse: Any) -> None:
    make(alice, "Teardrop")

    assert "No track matches" in browse(alice, "/library", search="nothing like it").text


def test_favourites_and_stars_narrow_it(alice: User, browse: Any) -> None:
    make(alice, "Loved", is_favorite=True, rating=5)
    make(alice, "Plain", rating=2)

    for query in ({"favorite": "true"}, {"rating_min": "4"}):
        text = browse(alice, "/library", **query).text

        assert "Loved" in text
        assert "Plain" not in text


def test_it_is_sorted_by_a_column_either_way(alice: User, browse: Any) -> None:
    make(alice, "Seldom", play_count=1)
    make(alice, "Often", play_count=9)

    up = browse(alice, "/library", ordering="play_count")
    down = browse(alice, "/library", ordering="-play_count")

    assert up.text.index("Seldom") < up.text.index("Often")
    assert down.text.index("Often") < down.text.index("Seldom")
    assert 'aria-sort="descending"' in down.source


def test_pages_follow_each_other_and_lead_back(alice: User, browse: Any) -> None:
    for number in range(51):
        make(alice, f"Track number {number:02}")

    first = browse(alice, "/library")
    second = browse(alice, _link(first, "next"))
    back = browse(alice, _link(second, "prev"))

    assert "Track number 50" not in first.text
    assert "Track number 50" in second.text
    assert "Track number 00" in back.text
    assert _link(second, "next") == ""


def test_an_address_that_makes_no_sense_leads_to_the_list(alice: User, browse: Any) -> None:
    make(alice, "Teardrop")

    for query in ({"cursor": "x"}, {"ordering": "no"}, {"limit": "0"}, {"rating_min": "9"}):
        response = browse(alice, "/library", **query).response

        assert response["Location"] == "/library"


def test_the_trash_and_others_tracks_are_not_shown(alice: User, bob: User, browse: Any) -> None:
    gone = make(alice, "Thrown away")
    make(alice, "Kept")
    make(bob, "Bob's own")
    changes.trash(alice.pk, [gone.pk], origin="test")

    text = browse(alice, "/library").text

    assert "Kept" in text
    assert "Thrown away" not in text
    assert "Bob's own" not in text


def test_only_the_table_is_made_where_only_it_is_wanted(
    alice: User, client_of: Any, django_assert_max_num_queries: Any
) -> None:
    factories.make_library(alice)
    client_of(alice).get("/health/live")

    with django_assert_max_num_queries(4):
        answer = client_of(alice).get("/library", headers={"X-Part": "#tracks"})

    assert "11 tracks" not in answer.content.decode()
    assert 'id="tracks"' in answer.content.decode()


def test_it_takes_a_bounded_number_of_queries(
    alice: User, browse: Any, django_assert_max_num_queries: Any
) -> None:
    factories.make_library(alice, pairs=30)
    browse(alice, "/health/live")

    with django_assert_max_num_queries(ROUND_TRIPS):
        browse(alice, "/library", search="road")


def _link(page: Any, relation: str) -> str:
    """Return the address of the neighbouring page, "" where there is none."""
    _, found, rest = page.source.partition(f'rel="{relation}"')
    return rest.split('href="', 1)[1].split('"', 1)[0].replace("&amp;", "&") if found else ""
