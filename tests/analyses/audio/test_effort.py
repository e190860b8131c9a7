"""The time that analysing songs took: a song's own, and what it adds up to for a user."""

from __future__ import annotations

import time
from importlib import import_module
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from analyses.audio import effort, songs, starting
from analyses.audio.models import TrackAnalysis
from jobqueue.errors import LeaseLost
from library import changes
from library.isolation import caller
from tests.audio import wav

AN_HOUR = 3600.0


@pytest.fixture
def jump(monkeypatch: Any) -> Any:
    """Return what makes an hour pass at once, on the clock that songs are timed by."""
    passed = [0.0]
    clock = SimpleNamespace(monotonic=lambda: time.monotonic() + passed[0])
    monkeypatch.setattr(songs, "time", clock)

    def an_hour() -> None:
        passed[0] += AN_HOUR

    return an_hour


@pytest.mark.parametrize("content", [wav(), b"fLaC no more"])
def test_what_ran_in_between_is_no_time_of_the_songs(
    alice: Any, make_song: Any, jump: Any, monkeypatch: Any, content: bytes
) -> None:
    real = caller.finish

    def looking_once_more(work: Any, tick: Any) -> Any:
        # A small file is read between two looks.
        tick()
        return real(work, tick)

    monkeypatch.setattr(caller, "finish", looking_once_more)
    ticks: list[None] = []

    outcome = songs.analyse(make_song(alice, content=content), lambda: ticks.append(jump()))

    assert ticks
    assert 0 < outcome.seconds < AN_HOUR


def test_each_analysis_adds_its_time(alice: Any, make_song: Any, run_all: Any) -> None:
    song = make_song(alice, content=wav())
    spent = [0.0]
    for _ in range(2):
        starting.start_song(alice, song)
        run_all()
        spent.append(effort.seconds_spent(alice))

    first, second = spent[1], spent[2] - spent[1]
    assert first > 0
    assert second == pytest.approx(TrackAnalysis.objects.get().seconds_spent, abs=0.002)


def test_an_analysis_that_fails_took_its_time_too(alice: Any, make_song: Any, run_all: Any) -> None:
    starting.start_song(alice, make_song(alice, content=b"fLaC no more" * 99_999))
    run_all()

    assert TrackAnalysis.objects.get().status == "failed"
    assert effort.seconds_spent(alice) > 0


def test_a_run_that_has_lost_its_job_adds_nothing(
    alice: Any, make_song: Any, run_all: Any, monkeypatch: Any
) -> None:
    real = songs.keep

    def lost(*given: Any) -> None:
        real(*given)
        raise LeaseLost

    monkeypatch.setattr(songs, "keep", lost)
    starting.start_song(alice, make_song(alice, content=wav()))
    run_all()

    assert effort.seconds_spent(alice) == 0.0


def test_it_stays_when_the_song_goes(alice: Any, make_song: Any, run_all: Any) -> None:
    song = make_song(alice, content=wav())
    starting.start_song(alice, song)
    run_all()
    before = effort.seconds_spent(alice)

    changes.remove(alice.pk, [song.pk], origin="test")

    assert effort.seconds_spent(alice) == before > 0


def test_the_time_before_it_was_counted_is_that_of_what_stands(
    alice: Any, bob: Any, make_song: Any
) -> None:
    for user, seconds in ((alice, 1.5), (alice, 2.25), (bob, 0.0)):
        TrackAnalysis.objects.create(
            track=make_song(user), status="analysed", source="file", extractor_version="test",
            analysed_at=timezone.now(), seconds_spent=seconds,
        )  # fmt: skip

    with connection.cursor() as cursor:
        cursor.execute(import_module("analyses.audio.migrations.0003_effort").SO_FAR)

    assert (effort.seconds_spent(alice), effort.seconds_spent(bob)) == (3.75, 0.0)
