"""GET /api/user/statistics: library, listening, duplicates and analyses of one user in figures."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.utils import timezone

from analyses.audio import effort, extractor, songs
from analyses.audio.extractor import Features, NotExtracted
from analyses.audio.models import AnalysisEffort, TrackAnalysis
from analyses.audio.songs import Outcome
from analyses.duplicates.models import DuplicateAnalysis
from contract import redis_link
from library import changes, listening
from library.models import Track

EMPTY = {"plays": 0, "skips": 0, "seconds_played": 0.0, "top_artists": [], "top_tracks": []}


@pytest.fixture(autouse=True)
def _nothing_kept(db: None) -> None:
    cache.clear()


@pytest.fixture
def ask(api: Any) -> Callable[[Any], dict[str, Any]]:
    def get(user: Any) -> dict[str, Any]:
        answer = api(user).get("/api/user/statistics")
        assert answer.status_code == 200
        return dict(answer.json())

    return get


def song(user: Any, title: str = "Blue", **fields: Any) -> Track:
    return Track.objects.create(user=user, title=title, **fields)


def looked_into(track: Track, status: str = "analysed") -> None:
    TrackAnalysis.objects.create(
        track=track, status=status, source="file", extractor_version=extractor.VERSION,
        analysed_at=timezone.now(),
    )  # fmt: skip
    if status == "analysed":
        Track.objects.filter(pk=track.pk).update(analysed_at=timezone.now())


def test_nobody_is_refused(api: Any) -> None:
    assert api(None).get("/api/user/statistics").status_code == 401


def test_of_an_empty_library_all_is_nothing(ask: Any, alice: Any) -> None:
    body = ask(alice)

    assert body | EMPTY == body
    assert body["library"]["tracks"] == 0
    assert body["duplicates"] == {
        "analyses": 0, "groups": 0, "copies": 0, "bytes": 0, "last_analysis_at": None,
    }  # fmt: skip
    assert body["analysis"] == {
        "analysed": 0, "failed": 0, "seconds_spent": 0.0, "last_analysis_at": None,
    }  # fmt: skip


def test_plays_are_of_the_library_without_trash_and_others(ask: Any, alice: Any, bob: Any) -> None:
    song(alice, play_count=3, skip_count=1, duration=100.0)
    song(alice, skip_count=2, duration=50.0)
    song(alice, play_count=1)
    song(alice, play_count=50, deleted_at=timezone.now())
    song(bob, play_count=70)

    body = ask(alice)

    assert (body["plays"], body["skips"], body["seconds_played"]) == (4, 3, 300.0)


def test_the_most_played_come_first(ask: Any, alice: Any) -> None:
    song(alice, "One", artist="Björk", genre="Pop", play_count=2)
    song(alice, "Two", artist="BJÖRK", genre="Rock", play_count=3)
    four = song(alice, "Three", artist="Can", genre="ROCK", play_count=4)
    song(alice, "Four", artist="Never")

    body = ask(alice)

    assert body["top_artists"] == [
        {"artist": "Björk", "plays": 5},
        {"artist": "Can", "plays": 4},
    ]
    assert body["top_tracks"][0] == {
        "track_id": four.pk, "title": "Three", "artist": "Can", "plays": 4,
    }  # fmt: skip
    assert len(body["top_tracks"]) == 3
    assert body["top_genres"] == [{"genre": "Rock", "plays": 7}, {"genre": "Pop", "plays": 2}]


def test_of_equal_ones_the_order_is_the_same_each_time(ask: Any, alice: Any) -> None:
    made = [song(alice, "x", artist=name, genre=name, play_count=2) for name in "BCA"]

    body = ask(alice)

    assert [row["artist"] for row in body["top_artists"]] == ["A", "B", "C"]
    assert [row["genre"] for row in body["top_genres"]] == ["A", "B", "C"]
    assert [row["track_id"] for row in body["top_tracks"]] == [row.pk for row in reversed(made)]


def test_the_lists_have_an_end(ask: Any, alice: Any) -> None:
    for n in range(13):
        song(alice, f"Song {n}", artist=f"Artist {n}", genre=f"Genre {n}", play_count=n + 1)

    body = ask(alice)

    assert [len(body[name]) for name in ("top_artists", "top_tracks", "top_genres")] == [10] * 3


def test_songs_that_are_analysed_and_that_could_not_be(ask: Any, alice: Any, bob: Any) -> None:
    looked_into(song(alice))
    looked_into(song(alice), "failed")
    looked_into(song(alice, deleted_at=timezone.now()), "failed")
    looked_into(song(bob), "failed")
    # Analysed once, it is; that a later try failed does not take that away.
    again = song(alice)
    looked_into(again)
    TrackAnalysis.objects.filter(track=again).update(status="failed")

    found = ask(alice)["analysis"]

    assert (found["analysed"], found["failed"]) == (2, 1)
    assert found["last_analysis_at"] is not None


def test_time_adds_up_and_stays_when_the_songs_go(ask: Any, alice: Any, bob: Any) -> None:
    one, other = song(alice), song(alice)
    found = Outcome(source="file", features=Features(duration=1.0, bitrate=1), seconds=1.5)
    songs.keep(one, found)
    songs.keep(one, found)
    # In vain is work, too.
    songs.keep(other, Outcome(source="file", failure=NotExtracted("bad", "Bad."), seconds=2.25))
    effort.count(bob.pk, 60.0)
    Track.objects.filter(user=alice).delete()

    assert ask(alice)["analysis"]["seconds_spent"] == 5.25
    assert AnalysisEffort.objects.count() == 2


def test_what_was_taken_from_the_library_is_no_work(alice: Any) -> None:
    songs.keep(song(alice), Outcome(source="library", features=Features(duration=1.0)))

    assert not AnalysisEffort.objects.exists()


def test_duplicates_are_those_of_the_newest_analysis(ask: Any, alice: Any) -> None:
    DuplicateAnalysis.objects.create(
        user=alice, status=DuplicateAnalysis.Status.COMPLETED, completed_at=timezone.now()
    )

    found = ask(alice)["duplicates"]

    assert (found["analyses"], found["groups"]) == (1, 0)
    assert found["last_analysis_at"] is not None


def test_a_usual_library_is_counted_each_time(ask: Any, alice: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(listening, "SLOW_SECONDS", 60.0)
    track = song(alice, play_count=2)
    assert ask(alice)["plays"] == 2

    Track.objects.filter(pk=track.pk).update(play_count=3)

    assert ask(alice)["plays"] == 3


def test_what_took_long_is_kept_until_the_library_changes(
    ask: Any, alice: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr(listening, "SLOW_SECONDS", 0.0)
    ask(alice)
    track = song(alice, play_count=2)
    assert ask(alice)["plays"] == 0

    changes.edit(track, {"title": "Green"}, origin="test")

    assert ask(alice)["plays"] == 2


def test_with_redis_away_all_is_counted_anew(ask: Any, alice: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(listening, "SLOW_SECONDS", 0.0)
    song(alice, play_count=2)
    assert ask(alice)["plays"] == 2
    song(alice, play_count=5)
    assert ask(alice)["plays"] == 2

    monkeypatch.setattr(redis_link.Breaker, "lets_through", lambda self: False)
    assert ask(alice)["plays"] == 7
