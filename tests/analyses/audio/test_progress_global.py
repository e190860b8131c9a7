"""GET of /api/progress/global."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from analyses.audio import counts, starting, totals
from analyses.audio.models import TrackAnalysis
from jobqueue.models import AnalysisJob
from library import changes
from library.models import Track

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


def test_while_a_job_is_at_it_the_library_is_counted_now_and_then(
    api: Any, alice: Any, make_song: Any, monkeypatch: Any
) -> None:
    songs = [make_song(alice) for _ in range(4)]
    first = api(alice).get(URL).json()
    Track.objects.filter(pk=songs[0].pk).update(analysed_at=MONDAY)
    job = starting.start_background(alice)
    # Nothing ran when it was counted, so that the next one counts anew, and keeps it for moments.
    after = api(alice).get(URL).json()
    AnalysisJob.objects.filter(pk=job.pk).update(status="in_progress", started_at=timezone.now())
    Track.objects.filter(pk=songs[1].pk).update(analysed_at=MONDAY + timedelta(hours=1))
    meanwhile = api(alice).get(URL).json()
    monkeypatch.setattr(counts, "MOMENTS", 0.0)
    later = api(alice).get(URL).json()

    assert [body["analysed"] for body in (first, after, meanwhile, later)] == [0, 1, 1, 2]


def test_what_has_not_changed_is_not_counted_again(api: Any, alice: Any, make_song: Any) -> None:
    make_song(alice, analysed_at=MONDAY)
    api(alice).get(URL)
    with CaptureQueriesContext(connection) as queries:
        api(alice).get(URL)
    assert not [q["sql"] for q in queries if "COUNT" in q["sql"] and "library_track" in q["sql"]]

    changes.trash(alice.pk, [Track.objects.get().pk], origin="test")
    assert api(alice).get(URL).json()["total"] == 0


def test_counts_are_read_off_an_index(alice: Any) -> None:
    made = [
        Track(user=alice, title=f"{n}", title_key=f"{n}", analysed_at=MONDAY if n % 3 else None)
        for n in range(3000)
    ]
    Track.objects.bulk_create(made)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE library_track")
        cursor.execute("SET LOCAL enable_seqscan = off")
    with CaptureQueriesContext(connection) as queries:
        totals.of_library(alice)
    looks = [q["sql"] for q in queries if 'FROM "library_track"' in q["sql"]]
    plans = []
    with connection.cursor() as cursor:
        for look in looks:
            cursor.execute(f"EXPLAIN {look}")
            plans.append("\n".join(row[0] for row in cursor.fetchall()))

    assert sum("library_track_last_analysed" in plan for plan in plans) >= 1
    assert not [plan for plan in plans if "Seq Scan on library_track" in plan]


def test_the_rest_is_estimated_by_what_files_took(api: Any, alice: Any, make_song: Any) -> None:
    for seconds, source in ((0.0, "library"), (2.0, "file"), (4.0, "file")):
        TrackAnalysis.objects.create(
            track=make_song(alice, analysed_at=MONDAY),
            status="analysed",
            source=source,
            extractor_version="test",
            analysed_at=MONDAY,
            seconds_spent=seconds,
        )
    make_song(alice)
    make_song(alice)

    assert api(alice).get(URL).json()["eta_seconds"] == 6.0


def test_songs_that_were_passed_over_are_no_measure(api: Any, alice: Any, make_song: Any) -> None:
    for _ in range(3):
        make_song(alice)
    job = starting.start_background(alice)
    AnalysisJob.objects.filter(pk=job.pk).update(
        status="in_progress",
        active_seconds=10.0,
        current=105,
        total=200,
        started_at=timezone.now(),
        details={"already_analysed": 90, "gone": 10},
    )

    assert api(alice).get(URL).json()["eta_seconds"] == 6.0
