"""GET of /api/progress/global."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.utils import timezone

from analyses.audio import starting
from jobqueue.models import AnalysisJob

URL = "/api/progress/global"
MONDAY = datetime(2026, 3, 2, 12, tzinfo=UTC)


def test_an_empty_library_is_done(api: Any, alice: Any) -> None:
    assert api(alice).get(URL).json() == {
        "total": 0,
        "analysed": 0,
        "percentage": 100.0,
        "eta_seconds": 0.0,
        "running_job": None,
        "queued_jobs": 0,
        "last_analysis_at": None,
    }


def test_it_counts_ones_own_songs(api: Any, alice: Any, bob: Any, make_song: Any) -> None:
    make_song(alice, analysed_at=MONDAY)
    make_song(alice)
    make_song(alice)
    make_song(alice, deleted_at=MONDAY)
    make_song(bob)
    body = api(alice).get(URL).json()

    assert (body["total"], body["analysed"], body["percentage"]) == (3, 1, 33.3)
    assert body["last_analysis_at"] == "2026-03-02T12:00:00.000Z"
    assert body["eta_seconds"] is None


def test_it_shows_what_runs_and_counts_what_waits(
    api: Any, alice: Any, bob: Any, make_song: Any
) -> None:
    song = make_song(alice)
    job = starting.start_background(alice)
    AnalysisJob.objects.filter(pk=job.pk).update(
        status="in_progress", active_seconds=10.0, current=20, total=40, started_at=timezone.now()
    )
    starting.start_song(alice, song)
    starting.start_background(bob)
    body = api(alice).get(URL).json()

    assert body["running_job"]["job_id"] == str(job.pk)
    assert body["running_job"]["eta_seconds"] == 10.0
    assert (body["queued_jobs"], body["eta_seconds"]) == (1, 0.5)


def test_afterwards_it_is_all_done(api: Any, alice: Any, make_song: Any, run_all: Any) -> None:
    for _ in range(3):
        make_song(alice)
    starting.start_background(alice)
    run_all()
    body = api(alice).get(URL).json()

    assert (body["analysed"], body["percentage"], body["eta_seconds"]) == (3, 100.0, 0.0)
    assert body["running_job"] is None
