from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from library import changes
from library.models import LibraryVersion, Track

Api = Callable[[Any], Any]


def make(user: Any, title: str, **fields: Any) -> Track:
    return Track.objects.create(user=user, title=title, **fields)


def titles(answer: Any) -> list[str]:
    assert answer.status_code == 200, answer.json()
    return [row["title"] for row in answer.json()["results"]]


@pytest.fixture
def library(alice: Any) -> None:
    make(
        alice,
        "Blue",
        artist="Joni Mitchell",
        album="Blue",
        genre="Folk",
        rating=5,
        duration=185.0,
        play_count=3,
        date_added=datetime(2020, 1, 1, tzinfo=UTC),
        is_favorite=True,
        tags=["rainy"],
    )
    make(
        alice,
        "árbol",
        artist="Ana",
        album="Verde",
        genre="folk",
        rating=2,
        duration=90.0,
        play_count=9,
        date_added=datetime(2021, 1, 1, tzinfo=UTC),
        analysed_at=datetime(2022, 1, 1, tzinfo=UTC),
    )
    make(alice, "Zoo", genre="Rock", date_added=datetime(2022, 1, 1, tzinfo=UTC))
    make(alice, "Hidden", is_hidden=True)
    make(alice, "Trashed", deleted_at=datetime(2022, 1, 1, tzinfo=UTC))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["árbol", "Blue", "Zoo"]),
        ("search=mitch", ["Blue"]),
        ("search=BLUE joni", ["Blue"]),
        ("search=arb", ["árbol"]),
        ("search=ÁRBOL", ["árbol"]),
        ("search=%25", []),
        ("search=joni zoo", []),
        ("artist=joni MITCHELL", ["Blue"]),
        ("artist=joni", []),
        ("album=verde", ["árbol"]),
        ("genre=FOLK", ["árbol", "Blue"]),
        ("favorite=true", ["Blue"]),
        ("favorite=false", ["árbol", "Zoo"]),
        ("rating_min=3", ["Blue"]),
        ("tag=rainy", ["Blue"]),
        ("tag=rain", []),
        ("analyzed=true", ["árbol"]),
        ("analyzed=false", ["Blue", "Zoo"]),
        ("hidden=true", ["Hidden"]),
        ("hidden=any", ["árbol", "Blue", "Hidden", "Zoo"]),
        ("in_trash=true", ["Trashed"]),
        ("genre=folk&rating_min=1&search=blue", ["Blue"]),
    ],
)
@pytest.mark.usefixtures("library")
def test_a_filter_gives_what_it_names(
    api: Api, alice: Any, query: str, expected: list[str]
) -> None:
    assert titles(api(alice).get(f"/api/tracks?{query}")) == expected


@pytest.mark.parametrize(
    ("ordering", "expected"),
    [
        ("title", ["árbol", "Blue", "Zoo"]),
        ("-title", ["Zoo", "Blue", "árbol"]),
        ("artist", ["árbol", "Blue", "Zoo"]),
        ("-artist", ["Blue", "árbol", "Zoo"]),
        ("-album", ["árbol", "Blue", "Zoo"]),
        ("date_added", ["Blue", "árbol", "Zoo"]),
        ("-play_count", ["árbol", "Blue", "Zoo"]),
        ("rating", ["árbol", "Blue", "Zoo"]),
        ("-rating", ["Blue", "árbol", "Zoo"]),
        ("-duration", ["Blue", "árbol", "Zoo"]),
    ],
)
@pytest.mark.usefixtures("library")
def test_pages_of_one_are_in_order_with_what_is_missing_last(
    api: Api, alice: Any, ordering: str, expected: list[str]
) -> None:
    found, address = [], f"/api/tracks?limit=1&ordering={ordering}"
    while address:
        answer = api(alice).get(address)
        found += titles(answer)
        address = answer.json()["next"]

    assert found == expected


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("favorite=perhaps", "favorite"),
        ("rating_min=6", "rating_min"),
        ("hidden=2", "hidden"),
        ("search=%00", "search"),
        ("artist=" + "x" * 501, "artist"),
        ("ordering=notes", "ordering"),
        ("limit=201", "limit"),
    ],
)
def test_a_parameter_that_makes_no_sense_is_named(
    api: Api, alice: Any, query: str, field: str
) -> None:
    answer = api(alice).get(f"/api/tracks?{query}")

    assert answer.status_code == 400
    assert answer.json()["error"]["code"] == "VALIDATION_ERROR"
    assert set(answer.json()["error"]["fields"]) == {field}


@pytest.mark.usefixtures("library")
def test_a_stranger_sees_nothing(api: Api, charlie: Any) -> None:
    assert titles(api(charlie).get("/api/tracks?hidden=any")) == []
    assert api(None).get("/api/tracks").status_code == 401


@pytest.mark.parametrize("method", ["get", "patch", "delete"])
def test_another_ones_track_does_not_exist(api: Api, alice: Any, charlie: Any, method: str) -> None:
    track = make(alice, "Blue")
    answer = getattr(api(charlie), method)(f"/api/tracks/{track.pk}")

    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "NOT_FOUND")


@pytest.mark.parametrize("track_id", ["x", "0", "9223372036854775808", "-1"])
def test_an_id_that_is_none_is_a_404(api: Api, alice: Any, track_id: str) -> None:
    answer = api(alice).get(f"/api/tracks/{track_id}")

    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "NOT_FOUND")


def test_a_track_has_all_the_fields_of_the_contract(api: Api, alice: Any) -> None:
    track = make(alice, "Blue", external_id="e1")
    body = api(alice).get(f"/api/tracks/{track.pk}").json()

    assert set(body) == {
        *("id", "title", "artist", "album", "album_artist", "genre", "year", "track_number"),
        *("disc_number", "duration", "format", "bitrate", "size_bytes", "isrc", "external_id"),
        *("play_count", "skip_count", "last_played", "date_added", "is_favorite", "rating", "tags"),
        *("notes", "is_hidden", "custom_metadata", "analyzed", "in_trash", "deleted_at"),
    }
    assert body["external_id"] == "e1"
    assert body["date_added"].endswith("Z")


def test_a_patch_changes_what_it_names(api: Api, alice: Any) -> None:
    track = make(alice, "Blue", artist="Joni")
    answer = api(alice).patch(
        f"/api/tracks/{track.pk}",
        {"title": "Red", "rating": 4, "tags": ["a", "b", "a"], "custom_metadata": {"x": [1]}},
    )

    body = answer.json()
    assert (body["title"], body["artist"], body["rating"]) == ("Red", "Joni", 4)
    assert (body["tags"], body["custom_metadata"]) == (["a", "b"], {"x": [1]})
    assert LibraryVersion.objects.current(alice) == 1
    assert titles(api(alice).get("/api/tracks?search=red")) == ["Red"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("rating", 0),
        ("rating", 6),
        ("rating", "good"),
        ("tags", "a"),
        ("tags", [1, {"a": 2}]),
        ("tags", ["x" * 101]),
        ("tags", ["x\0"]),
        ("tags", [""]),
        ("year", 12),
        ("year", 99999),
        ("title", ""),
        ("title", None),
        ("title", "x" * 501),
        ("artist", "a\0b"),
        ("notes", "x" * 10_001),
        ("is_favorite", None),
        ("custom_metadata", [1]),
        ("custom_metadata", {"x": "y" * 70_000}),
        ("track_number", -1),
        ("disc_number", 10**12),
        ("isrc", "x" * 13),
    ],
)
def test_a_value_that_makes_no_sense_is_refused(
    api: Api, alice: Any, field: str, value: Any
) -> None:
    track = make(alice, "Blue")
    answer = api(alice).patch(f"/api/tracks/{track.pk}", {field: value})

    assert answer.status_code == 400, answer.json()
    assert answer.json()["error"]["code"] == "VALIDATION_ERROR"
    assert LibraryVersion.objects.current(alice) == 0


def test_a_lone_surrogate_is_refused(api: Api, alice: Any) -> None:
    track = make(alice, "Blue")
    answer = api(alice).generic(
        "PATCH", f"/api/tracks/{track.pk}", r'{"title": "\ud800"}', content_type="application/json"
    )

    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "VALIDATION_ERROR")


def test_what_cannot_be_changed_is_left(api: Api, alice: Any) -> None:
    track = make(alice, "Blue", external_id="e1", play_count=3)
    answer = api(alice).patch(
        f"/api/tracks/{track.pk}", {"external_id": "e2", "play_count": 99, "rating": None}
    )

    assert answer.status_code == 200
    assert (answer.json()["external_id"], answer.json()["play_count"]) == ("e1", 3)


def test_deleting_is_trash_and_restoring_brings_it_back(api: Api, alice: Any) -> None:
    track = make(alice, "Blue")
    address = f"/api/tracks/{track.pk}"

    assert api(alice).delete(address).status_code == 204
    assert api(alice).delete(address).status_code == 204
    assert titles(api(alice).get("/api/tracks")) == []
    body = api(alice).get(address).json()
    assert (body["in_trash"], body["deleted_at"] is None) == (True, False)

    for _ in range(2):
        body = api(alice).post(f"{address}/restore").json()
        assert (body["in_trash"], body["deleted_at"]) == (False, None)
    assert changes.since(alice, 0).total == 0
