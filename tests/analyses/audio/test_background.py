"""Background analysis: what is not analysed yet, newest first, by playlists, resumed, held back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts import preferences
from analyses.audio import pace, starting, waiting
from analyses.audio.models import TrackAnalysis
from jobqueue.errors import Interrupted
from jobqueue.models import AnalysisJob
from jobqueue.run import Run
from library import usage
from library.models import Track
from tests.audio import wav

MONDAY = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture
def library(alice: Any, make_song: Any) -> list[Track]:
    """Return ten songs, the newest last."""
    return [make_song(alice, f"Song {n}", date_added=MONDAY + timedelta(days=n)) for n in range(10)]


def test_all_songs_are_done_recently_added_first(
    alice: Any, library: list[Track], analysed: list[str], run_all: Any, settings: Any
) -> None:
    settings.BACKGROUND_BATCH_SIZE = 3
    starting.start_background(alice)
    run_all()
    job = AnalysisJob.objects.get()

    assert analysed == [f"Song {n}" for n in reversed(range(10))]
    assert (job.type, job.get_band_display(), job.status) == (
        "BACKGROUND_ANALYSIS",
        "low",
        "completed",
    )
    assert (job.current, job.total, job.details["without_file"]) == (10, 10, 10)
    assert job.message == ("10 songs analysed, 10 of them without a file, by what the library says")
    assert not Track.objects.filter(analysed_at=None).exists()


def test_what_is_analysed_or_in_the_trash_or_anothers_is_left(
    alice: Any, bob: Any, make_song: Any, analysed: list[str], run_all: Any
) -> None:
    make_song(alice, "Done", analysed_at=MONDAY)
    make_song(alice, "Trash", deleted_at=MONDAY)
    make_song(bob, "Theirs")
    make_song(alice, "Mine")
    starting.start_background(alice)
    run_all()

    assert analysed == ["Mine"]


def test_a_failed_song_is_listed_and_not_tried_by_itself_again(
    alice: Any, make_song: Any, analysed: list[str], run_all: Any
) -> None:
    broken = make_song(alice, "Broken", content=b"fLaC no more")
    make_song(alice, "Good", content=wav())
    for _ in range(2):
        starting.start_background(alice)
        run_all()
    first = AnalysisJob.objects.order_by("created_at")[0]

    assert sorted(analysed) == ["Broken", "Good"]
    assert first.details["failed"] == 1
    failure = first.failures.get()
    assert (failure.target_id, failure.code) == (str(broken.pk), "unreadable")
    assert failure.message.startswith("Broken: The audio cannot be read")


def test_songs_of_a_playlist_come_together(
    alice: Any, library: list[Track], monkeypatch: Any
) -> None:
    held = {library[1].pk: [7], library[9].pk: [7], library[8].pk: [5]}
    monkeypatch.setattr(usage, "_providers", [lambda tracks: held])
    [batch] = waiting.batches(alice.pk)

    assert [song.title for song in batch][:4] == ["Song 9", "Song 1", "Song 8", "Song 7"]


@pytest.mark.parametrize("checkpoint", [1, 4, 9])
def test_an_interrupted_run_goes_on_behind_the_last_song(
    alice: Any,
    library: list[Track],
    analysed: list[str],
    run_all: Any,
    monkeypatch: Any,
    checkpoint: int,
) -> None:
    true, calls = Run.checkpoint, iter(range(1, 10_000))

    def raising(self: Run) -> None:
        true(self)
        if next(calls) == checkpoint:
            raise Interrupted

    monkeypatch.setattr(Run, "checkpoint", raising)
    starting.start_background(alice)
    run_all()
    job = AnalysisJob.objects.get()

    assert (job.status, job.current, job.interruptions) == ("completed", 10, 1)
    assert sorted(analysed) == sorted(f"Song {n}" for n in range(10))
    assert TrackAnalysis.objects.count() == 10


def closed_window() -> list[str]:
    """Return an off-peak window that opens in two hours, UTC."""
    now = timezone.now()
    return [f"{now + timedelta(hours=2):%H:%M}", f"{now + timedelta(hours=3):%H:%M}"]


def test_outside_the_window_a_job_waits_for_it(
    alice: Any, library: list[Track], analysed: list[str], run_all: Any
) -> None:
    preferences.change(alice, {"off_peak_window": closed_window()})
    job = starting.start_background(alice)

    assert run_all() == 0
    assert analysed == []
    job.refresh_from_db()
    assert job.retry_at is not None
    assert timedelta(hours=1, minutes=58) < job.retry_at - timezone.now() <= timedelta(hours=2)


def test_a_window_that_closes_puts_the_rest_off(
    alice: Any, library: list[Track], analysed: list[str], run_all: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr(pace, "WINDOW_SECONDS", 0.0)
    true, calls = Run.item, iter(range(1, 10_000))

    def closing(self: Run, **options: Any) -> Any:
        if next(calls) == 3:
            preferences.change(alice, {"off_peak_window": closed_window()})
        return true(self, **options)

    monkeypatch.setattr(Run, "item", closing)
    starting.start_background(alice)
    run_all()
    job = AnalysisJob.objects.get()

    assert (job.status, job.current, len(analysed)) == ("interrupted", 3, 3)
    assert job.retry_at is not None
    assert job.message == "Waits for the off-peak window"
    preferences.change(alice, {"off_peak_window": None})
    run_all()
    job.refresh_from_db()
    assert (job.status, job.current, len(analysed)) == ("completed", 10, 10)


def test_songs_that_failed_are_tried_again_when_asked_for(
    api: Any, alice: Any, make_song: Any, analysed: list[str], run_all: Any
) -> None:
    broken = [make_song(alice, f"Broken {n}", content=b"fLaC no more") for n in range(3)]
    starting.start_background(alice)
    run_all()
    first = AnalysisJob.objects.get()
    where = f"/api/queue/jobs/{first.pk}/failures"

    one = api(alice).post(f"{where}/1/retry")
    assert one.status_code == 202
    again = AnalysisJob.objects.get(pk=one.json()["job_id"])
    assert (again.type, again.get_band_display()) == ("SONG_ANALYSIS", "high")

    rest = AnalysisJob.objects.get(pk=api(alice).post(f"{where}/retry").json()["job_id"])
    assert (rest.total, rest.get_band_display()) == (2, "medium")
    run_all()
    rest.refresh_from_db()
    assert (rest.status, rest.failures.count()) == ("completed", 2)
    assert len(analysed) == 2 * len(broken)
