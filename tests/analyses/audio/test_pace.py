"""The background analysis is held back without holding the slot, and users take turns."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts import preferences
from analyses.audio import pace, starting
from jobqueue.models import AnalysisJob
from jobqueue.run import Run
from library.models import Track


@pytest.fixture
def library(alice: Any, make_song: Any) -> list[Track]:
    return [make_song(alice, f"Song {n}") for n in range(5)]


def due_now() -> None:
    """Let what was put off come, as repair does in time."""
    AnalysisJob.objects.update(retry_at=None)


def test_so_many_a_minute_and_the_rest_of_it_is_left_to_others(
    alice: Any, library: list[Track], analysed: list[str], run_all: Any, settings: Any
) -> None:
    settings.BACKGROUND_SONGS_PER_MINUTE = 2
    job = starting.start_background(alice)
    run_all()
    job.refresh_from_db()

    assert (len(analysed), job.status, job.slot) == (2, "interrupted", None)
    assert job.message == "Waits: enough songs for this minute"
    assert job.retry_at is not None
    assert timedelta(seconds=50) < job.retry_at - timezone.now() <= timedelta(seconds=60)


def test_a_run_that_comes_too_early_has_no_new_minute(
    alice: Any,
    library: list[Track],
    analysed: list[str],
    run_all: Any,
    settings: Any,
    monkeypatch: Any,
) -> None:
    settings.BACKGROUND_SONGS_PER_MINUTE = 2
    job = starting.start_background(alice)
    run_all()
    due_now()
    run_all()
    assert len(analysed) == 2

    job.refresh_from_db()
    AnalysisJob.objects.update(cursor={**job.cursor, "since": job.cursor["since"] - 60})
    due_now()
    run_all()
    assert len(analysed) == 4


def test_a_short_rest_is_waited_for(settings: Any, monkeypatch: Any) -> None:
    settings.BACKGROUND_SONGS_PER_MINUTE = 2
    clock, looks = [1000.0], []
    monkeypatch.setattr(pace.time, "time", lambda: clock[0])
    monkeypatch.setattr(pace.time, "sleep", lambda s: clock.__setitem__(0, clock[0] + s))

    class Held:
        """What stands for a run."""

        job = AnalysisJob(cursor={"since": 940.7, "songs": 2})

        def checkpoint(self) -> None:
            looks.append(clock[0])

    held = pace.Pace(Held())  # type: ignore[arg-type]
    held.wait()

    assert clock[0] == pytest.approx(1000.7)
    assert len(looks) == 4
    assert held.counted() == {"since": clock[0], "songs": 1}


def test_users_take_turns(
    alice: Any, bob: Any, make_song: Any, analysed: list[str], run_all: Any, settings: Any
) -> None:
    settings.BACKGROUND_SONGS_A_TURN = 2
    for user in (alice, bob):
        for number in range(4):
            make_song(user, f"{user.username} {number}")
        starting.start_background(user)
    run_all()

    assert [title.split()[0] for title in analysed] == [
        *("alice", "alice", "bob", "bob", "alice", "alice", "bob", "bob"),
    ]
    assert set(AnalysisJob.objects.values_list("status", flat=True)) == {"completed"}


def test_who_is_alone_is_not_interrupted(
    alice: Any, library: list[Track], analysed: list[str], run_all: Any, settings: Any
) -> None:
    settings.BACKGROUND_SONGS_A_TURN = 2
    job = starting.start_background(alice)
    run_all()
    job.refresh_from_db()

    assert (job.status, job.interruptions, len(analysed)) == ("completed", 0, 5)


def test_what_was_done_or_trashed_meanwhile_is_not_done(
    alice: Any, library: list[Track], analysed: list[str], run_all: Any, monkeypatch: Any
) -> None:
    true, calls = Run.item, iter(range(1, 10_000))

    def meanwhile(self: Run, **options: Any) -> Any:
        if next(calls) == 1:
            Track.objects.filter(pk=library[2].pk).update(analysed_at=timezone.now())
            Track.objects.filter(pk=library[1].pk).update(deleted_at=timezone.now())
        return true(self, **options)

    monkeypatch.setattr(Run, "item", meanwhile)
    job = starting.start_background(alice)
    run_all()
    job.refresh_from_db()

    assert analysed == ["Song 4", "Song 3", "Song 0"]
    assert (job.status, job.current, job.total) == ("completed", 3, 3)


def closed_window(hours: int) -> list[str]:
    now = timezone.now()
    return [f"{now + timedelta(hours=hours + n):%H:%M}" for n in (0, 1)]


def test_another_window_holds_for_a_job_that_waits(
    alice: Any, library: list[Track], run_all: Any
) -> None:
    preferences.change(alice, {"off_peak_window": closed_window(2)})
    job = starting.start_background(alice)
    preferences.change(alice, {"off_peak_window": closed_window(5)})
    job.refresh_from_db()
    assert job.retry_at is not None
    assert job.retry_at - timezone.now() > timedelta(hours=4)

    preferences.change(alice, {"theme": "dark"})
    job.refresh_from_db()
    assert job.retry_at is not None
    preferences.change(alice, {}, replace=True)
    job.refresh_from_db()
    assert job.retry_at is None
    assert run_all() == 1


def test_a_login_lets_a_job_keep_to_the_window_of_now(
    alice: Any, library: list[Track], run_all: Any
) -> None:
    job = starting.start_background(alice)
    AnalysisJob.objects.update(retry_at=timezone.now() + timedelta(hours=5))
    starting.start_when_idle(alice)
    job.refresh_from_db()

    assert job.retry_at is None


def test_a_job_costs_what_its_songs_took_before(
    alice: Any, bob: Any, library: list[Track], settings: Any
) -> None:
    from analyses.audio.models import TrackAnalysis

    settings.BACKGROUND_SONGS_A_TURN = 3
    first = starting.start_background(bob)
    assert first.cost_ms == 1
    now = timezone.now()
    for song, seconds in zip(library[:3], (4.0, 2.0, 0.0), strict=True):
        Track.objects.filter(pk=song.pk).update(analysed_at=now)
        TrackAnalysis.objects.create(
            track=song,
            status="analysed",
            source="file",
            extractor_version="test",
            analysed_at=now,
            seconds_spent=seconds,
        )

    assert starting.start_song(alice, library[0]).cost_ms == 3000
    assert starting.start_background(alice).cost_ms == 6000


def test_a_clock_that_was_set_back_begins_a_new_minute(settings: Any, monkeypatch: Any) -> None:
    settings.BACKGROUND_SONGS_PER_MINUTE = 2
    monkeypatch.setattr("analyses.audio.pace.time.time", lambda: 1000.0)

    class Full:
        job = AnalysisJob(cursor={"since": 4600.0, "songs": 2})

    held = pace.Pace(Full())  # type: ignore[arg-type]
    held.wait()

    assert held.counted() == {"since": 1000.0, "songs": 1}
