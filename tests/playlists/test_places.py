"""Places are 1..n without gaps, whatever becomes of the tracks meanwhile."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone

from contract.errors import NotFound
from library import changes
from library.models import Track
from playlists import adding
from playlists.models import Playlist, PlaylistEntry


def url(playlist: Any) -> str:
    return f"/api/playlists/{playlist.pk}/tracks"


def places(playlist: Any) -> list[tuple[int, str]]:
    return list(playlist.entries.order_by("position").values_list("position", "track__title"))


def shown(api: Any, user: Any, playlist: Any, query: str = "") -> list[tuple[int, str]]:
    rows = api(user).get(url(playlist) + query).json()["results"]
    return [(row["position"], row["track"]["title"]) for row in rows]


def test_tracks_deleted_for_good_leave_no_gap(
    alice: Any, tracks: list[Any], make_playlist: Any
) -> None:
    one = make_playlist(alice, [tracks[0], tracks[1], tracks[0], tracks[2], tracks[3]])
    other = make_playlist(alice, [tracks[1], tracks[3]])
    long_ago = timezone.now() - timedelta(days=9)
    Playlist.objects.update(updated_at=long_ago)
    untouched = make_playlist(alice, [tracks[1]])
    before = Playlist.objects.get(pk=untouched.pk).updated_at
    changes.remove(alice.pk, [tracks[0].pk, tracks[3].pk], origin="test")

    assert places(one) == [(1, "Song 2"), (2, "Song 3")]
    assert places(other) == [(1, "Song 2")]
    assert Playlist.objects.filter(pk__in=[one.pk, other.pk], updated_at=long_ago).count() == 0
    assert Playlist.objects.get(pk=untouched.pk).updated_at == before


def test_what_is_shown_is_numbered_without_the_trash(
    api: Any, alice: Any, tracks: list[Any], make_playlist: Any
) -> None:
    playlist = make_playlist(alice, tracks)
    changes.trash(alice.pk, [tracks[1].pk], origin="api")
    first = api(alice).get(url(playlist) + "?limit=2").json()
    rest = api(alice).get(first["next"]).json()

    assert [row["position"] for row in [*first["results"], *rest["results"]]] == [1, 2, 3]
    backwards = [(3, "Song 4"), (2, "Song 3"), (1, "Song 1")]
    assert shown(api, alice, playlist, "?ordering=-position") == backwards
    changes.restore(alice.pk, [tracks[1].pk], origin="api")
    assert shown(api, alice, playlist)[1] == (2, "Song 2")


def test_a_position_means_a_place_among_those_shown(
    api: Any, alice: Any, tracks: list[Any], make_playlist: Any
) -> None:
    playlist = make_playlist(alice, tracks[:3])
    changes.trash(alice.pk, [tracks[0].pk], origin="api")
    answer = api(alice).post(url(playlist), {"track_id": tracks[3].pk, "position": 2})
    last = api(alice).post(url(playlist), {"track_id": tracks[3].pk, "position": 4})
    beyond = api(alice).post(url(playlist), {"track_id": tracks[3].pk, "position": 6})

    assert (answer.json()["position"], last.json()["position"]) == (2, 4)
    assert beyond.json()["error"]["fields"] == {"position": ["It must be from 1 to 5."]}
    assert [title for _, title in shown(api, alice, playlist)] == [
        *("Song 2", "Song 4", "Song 3", "Song 4"),
    ]
    assert places(playlist)[0] == (1, "Song 1")


@pytest.mark.django_db(transaction=True)
def test_a_track_that_goes_while_it_is_added_is_not_found(
    alice: Any, tracks: list[Track], make_playlist: Any
) -> None:
    """The one that adds waits for the one that deletes, and the other way round."""
    playlist = make_playlist(alice, tracks[:2])
    told: list[str] = []

    def second() -> None:
        try:
            adding.add(playlist, [tracks[2].pk], by=alice)
        except NotFound as error:
            told.append(str(error.detail))
        connection.close()

    thread = threading.Thread(target=second)
    with transaction.atomic():
        changes.remove(alice.pk, [tracks[0].pk, tracks[2].pk], origin="test")
        thread.start()
        thread.join(timeout=0.5)
        assert thread.is_alive()
    thread.join(timeout=10)

    assert told == ["There is no such track."]
    assert places(playlist) == [(1, "Song 2")]


@pytest.mark.django_db(transaction=True)
def test_a_track_that_is_added_while_it_goes_leaves_no_gap(
    alice: Any, tracks: list[Track], make_playlist: Any
) -> None:
    playlist = make_playlist(alice)

    def second() -> None:
        changes.remove(alice.pk, [tracks[0].pk], origin="test")
        connection.close()

    thread = threading.Thread(target=second)
    with transaction.atomic():
        adding.add(playlist, [tracks[0].pk, tracks[1].pk], by=alice)
        thread.start()
        thread.join(timeout=0.5)
        assert thread.is_alive()
    thread.join(timeout=10)

    assert places(playlist) == [(1, "Song 2")]


def test_a_playlist_that_has_gone_meanwhile_is_not_found(
    alice: Any, tracks: list[Track], make_playlist: Any
) -> None:
    playlist = make_playlist(alice)
    Playlist.objects.filter(pk=playlist.pk).delete()

    with pytest.raises(NotFound):
        adding.add(playlist, [tracks[0].pk], by=alice)
    assert not PlaylistEntry.objects.exists()


def test_a_name_that_was_changed_meanwhile_stays(
    alice: Any, tracks: list[Track], make_playlist: Any
) -> None:
    playlist = make_playlist(alice)
    other = Playlist.objects.get(pk=playlist.pk)
    other.name = "Evenings"
    other.save()
    adding.add(playlist, [tracks[0].pk], by=alice)

    assert Playlist.objects.get(pk=playlist.pk).name_key == "evenings"
