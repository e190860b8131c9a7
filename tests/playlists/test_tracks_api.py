"""GET and POST of /api/playlists/{id}/tracks."""

from __future__ import annotations

from typing import Any

import pytest

from library import changes
from library.models import Track
from playlists import adding
from playlists.models import PlaylistEntry


def url(playlist: Any) -> str:
    return f"/api/playlists/{playlist.pk}/tracks"


def titles(playlist: Any) -> list[tuple[int, str]]:
    return list(playlist.entries.order_by("position").values_list("position", "track__title"))


@pytest.mark.parametrize("name", ["track_id", "file_id"])
def test_a_track_is_added_at_the_end(
    api: Any, alice: Any, tracks: list[Any], make_playlist: Any, name: str
) -> None:
    playlist = make_playlist(alice, tracks[:2])
    answer = api(alice).post(url(playlist), {name: tracks[2].pk})
    body = answer.json()

    assert answer.status_code == 201
    assert body == body | {
        "position": 3,
        "track_id": tracks[2].pk,
        "file_id": tracks[2].pk,
        "track": {
            "id": tracks[2].pk,
            "title": "Song 3",
            "artist": "",
            "album": "",
            "duration": 103.0,
        },
        "added_by": {"id": alice.pk, "username": "alice"},
        "added_by_user_id": alice.pk,
    }


def test_several_are_added_before_a_place(
    api: Any, alice: Any, tracks: list[Any], make_playlist: Any
) -> None:
    playlist = make_playlist(alice, tracks[:2])
    ids = [tracks[3].pk, tracks[2].pk]
    answer = api(alice).post(url(playlist), {"track_ids": ids, "position": 2})

    assert [row["position"] for row in answer.json()["results"]] == [2, 3]
    assert titles(playlist) == [(1, "Song 1"), (2, "Song 4"), (3, "Song 3"), (4, "Song 2")]


def test_a_track_may_come_twice(
    api: Any, alice: Any, tracks: list[Any], make_playlist: Any
) -> None:
    playlist = make_playlist(alice, tracks[:1])
    api(alice).post(url(playlist), {"track_id": tracks[0].pk})

    assert titles(playlist) == [(1, "Song 1"), (2, "Song 1")]


def test_the_list_is_in_the_playlists_order_without_the_trash(
    api: Any, alice: Any, tracks: list[Any], make_playlist: Any
) -> None:
    playlist = make_playlist(alice, tracks)
    changes.trash(alice.pk, [tracks[1].pk], origin="api")
    page = api(alice).get(url(playlist) + "?limit=2").json()
    after = api(alice).get(page["next"]).json()

    shown = [row["track"]["title"] for row in [*page["results"], *after["results"]]]
    assert shown == ["Song 1", "Song 3", "Song 4"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "track_id"),
        ({"track_id": 1, "track_ids": [1]}, "track_id"),
        ({"track_ids": []}, "track_ids"),
        ({"track_ids": list(range(1, adding.MOST_IDS + 2))}, "track_ids"),
        ({"track_id": 0}, "track_id"),
        ({"track_id": 2**70}, "track_id"),
        ({"track_id": "one", "position": 1}, "track_id"),
        ({"track_id": 1, "position": 0}, "position"),
    ],
)
def test_what_does_not_fit_is_refused(
    api: Any, alice: Any, make_playlist: Any, body: Any, field: str
) -> None:
    answer = api(alice).post(url(make_playlist(alice)), body)

    assert answer.status_code == 400
    assert set(answer.json()["error"]["fields"]) == {field}


def test_a_place_beyond_the_end_is_refused(
    api: Any, alice: Any, tracks: list[Any], make_playlist: Any
) -> None:
    playlist = make_playlist(alice, tracks[:1])
    answer = api(alice).post(url(playlist), {"track_id": tracks[1].pk, "position": 3})

    assert answer.json()["error"]["fields"] == {"position": ["It must be from 1 to 2."]}


def test_a_playlist_has_an_end(
    api: Any, alice: Any, tracks: list[Any], make_playlist: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr(adding, "MOST_ENTRIES", 2)
    playlist = make_playlist(alice, tracks[:1])
    answer = api(alice).post(url(playlist), {"track_ids": [tracks[1].pk, tracks[2].pk]})

    assert answer.status_code == 400
    assert playlist.entries.count() == 1


def test_a_track_of_somebody_else_or_of_the_trash_does_not_exist(
    api: Any, alice: Any, bob: Any, tracks: list[Any], make_playlist: Any
) -> None:
    playlist = make_playlist(alice)
    theirs = Track.objects.create(user=bob, title="Theirs")
    changes.trash(alice.pk, [tracks[3].pk], origin="api")

    for other in (theirs.pk, tracks[3].pk, 2_000_000_000):
        answer = api(alice).post(url(playlist), {"track_ids": [tracks[0].pk, other]})
        assert (answer.status_code, answer.json()["error"]["code"]) == (404, "NOT_FOUND")
    assert not PlaylistEntry.objects.exists()


def test_a_public_playlist_is_seen_by_all_and_changed_by_its_owner(
    api: Any, alice: Any, bob: Any, tracks: list[Any], make_playlist: Any
) -> None:
    playlist = make_playlist(alice, tracks, is_public=True)
    mine = Track.objects.create(user=bob, title="Mine")

    assert len(api(bob).get(url(playlist)).json()["results"]) == 4
    answer = api(bob).post(url(playlist), {"track_id": mine.pk})
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "PERMISSION_DENIED")


def test_a_private_one_does_not_exist_for_others(
    api: Any, alice: Any, charlie: Any, tracks: list[Any], make_playlist: Any
) -> None:
    playlist = make_playlist(alice, tracks)

    assert api(charlie).get(url(playlist)).status_code == 404
    assert api(charlie).post(url(playlist), {"track_id": 1}).status_code == 404
