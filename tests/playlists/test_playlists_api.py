"""GET and POST of /api/playlists."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from library import changes
from playlists.models import Playlist

URL = "/api/playlists"


def test_a_playlist_is_made_empty_and_ones_own(api: Any, alice: Any) -> None:
    answer = api(alice).post(URL, {"name": "Mornings", "description": "slow"})
    body = answer.json()

    assert answer.status_code == 201
    assert body == body | {
        "name": "Mornings",
        "description": "slow",
        "is_public": False,
        "is_collaborative": False,
        "cover_image_url": "",
        "owner": {"id": alice.pk, "username": "alice"},
        "permission": "owner",
        "track_count": 0,
        "total_duration": 0.0,
        "play_count": 0,
        "rating_avg": None,
        "last_played": None,
        "generation": None,
    }


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "name"),
        ({"name": ""}, "name"),
        ({"name": "x" * 201}, "name"),
        ({"name": "x", "description": "x" * 5001}, "description"),
        ({"name": "x", "cover_image_url": "javascript:alert(1)"}, "cover_image_url"),
    ],
)
def test_what_does_not_fit_is_refused(api: Any, alice: Any, body: Any, field: str) -> None:
    answer = api(alice).post(URL, body)

    assert answer.status_code == 400
    assert set(answer.json()["error"]["fields"]) == {field}
    assert not Playlist.objects.exists()


def test_the_list_has_the_figures_of_what_is_shown(
    api: Any, alice: Any, tracks: list[Any], make_playlist: Any
) -> None:
    playlist = make_playlist(alice, tracks)
    playlist.entries.filter(position=1).update(rating=4)
    changes.trash(alice.pk, [tracks[3].pk], origin="api")
    [row] = api(alice).get(URL).json()["results"]

    assert (row["track_count"], row["total_duration"], row["rating_avg"]) == (3, 306.0, 4.0)


def test_pages_follow_each_other_newest_first(api: Any, alice: Any, make_playlist: Any) -> None:
    for name in "abc":
        make_playlist(alice, name=name)
    page = api(alice).get(URL + "?limit=2").json()
    after = api(alice).get(page["next"]).json()

    assert [row["name"] for row in [*page["results"], *after["results"]]] == ["c", "b", "a"]


def test_they_are_ordered_by_name_where_asked(api: Any, alice: Any, make_playlist: Any) -> None:
    for name in ("beta", "Álpha", "Gamma"):
        make_playlist(alice, name=name)
    rows = api(alice).get(URL + "?ordering=name").json()["results"]

    assert [row["name"] for row in rows] == ["Álpha", "beta", "Gamma"]


@pytest.mark.parametrize(
    ("scope", "seen"), [("own", ["Bobs"]), ("shared", []), ("public", ["Open"]), (None, ["Bobs"])]
)
def test_the_scope_says_whose(
    api: Any, alice: Any, bob: Any, make_playlist: Any, scope: str | None, seen: list[str]
) -> None:
    make_playlist(alice, name="Closed")
    make_playlist(alice, name="Open", is_public=True)
    make_playlist(bob, name="Bobs")
    rows = api(bob).get(URL, {"scope": scope} if scope else {}).json()["results"]

    assert [row["name"] for row in rows] == seen
    assert all(row["permission"] == ("view" if scope == "public" else "owner") for row in rows)


def test_another_scope_is_refused(api: Any, alice: Any) -> None:
    answer = api(alice).get(URL + "?scope=theirs")

    assert (answer.status_code, set(answer.json()["error"]["fields"])) == (400, {"scope"})


def test_a_page_has_the_figures_of_its_own_playlists_alone(
    api: Any, alice: Any, tracks: list[Any], make_playlist: Any
) -> None:
    made = [make_playlist(alice, tracks[:n], name=f"{n}") for n in (1, 2, 3)]
    with CaptureQueriesContext(connection) as queries:
        page = api(alice).get(URL + "?limit=1&ordering=-created_at").json()
    [summed] = [q["sql"] for q in queries if "COUNT(" in q["sql"]]

    assert page["results"][0]["track_count"] == 3
    assert f"IN ({made[2].pk})" in summed
