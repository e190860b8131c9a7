"""Songs once more: those that failed, or all of a job; asked for twice at once they are one job."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.db import connection

from accounts.notifications import change_settings
from analyses.audio import starting
from analyses.audio.models import TrackAnalysis
from jobqueue import jobs
from jobqueue.errors import NotRepeatable
from jobqueue.models import AnalysisJob, JobFailure, Status
from library import changes
from library.models import Track
from tests.audio import wav


@pytest.fixture
def ended(alice: Any, make_song: Any) -> AnalysisJob:
    """Return an ended job of which three songs have failed."""
    job = AnalysisJob.objects.create(
        type="BACKGROUND_ANALYSIS", user=alice, band=2, status=Status.COMPLETED
    )
    for number in range(1, 4):
        song = make_song(alice, f"Broken {number}", content=b"fLaC no more")
        JobFailure.objects.create(
            job=job, number=number, target_id=str(song.pk), code="unreadable", message="No."
        )
    return job


@pytest.mark.django_db(transaction=True)
def test_two_retries_at_once_are_one_job(api: Any, alice: Any, ended: AnalysisJob) -> None:
    together, answers = threading.Barrier(2), []

    def retry() -> None:
        client = api(alice)
        together.wait(timeout=10)
        answers.append(client.post(f"/api/queue/jobs/{ended.pk}/failures/retry"))
        connection.close()

    threads = [threading.Thread(target=retry) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)

    made = AnalysisJob.objects.exclude(pk=ended.pk)
    assert made.count() == 1
    # Who comes after the first has committed finds nothing left to retry.
    assert {answer.status_code for answer in answers} <= {202, 409}


def test_the_same_songs_retried_twice_are_one_open_job(alice: Any, ended: AnalysisJob) -> None:
    failures = list(ended.failures.order_by("number"))

    assert jobs.retry_failures(ended, failures) == jobs.retry_failures(ended, failures)


def test_one_song_and_then_all_are_two_jobs(alice: Any, ended: AnalysisJob) -> None:
    failures = list(ended.failures.order_by("number"))

    assert jobs.retry_failures(ended, failures[:1]) != jobs.retry_failures(ended, failures)


def test_a_replay_does_the_same_songs_in_the_same_band(
    alice: Any, make_song: Any, ended: AnalysisJob, analysed: list[str], run_all: Any
) -> None:
    make_song(alice, "Another")
    again = jobs.retry_failures(ended, list(ended.failures.order_by("number")))
    run_all()
    again.refresh_from_db()
    changes.trash(alice.pk, [again.payload["tracks"][0]], origin="test")
    once_more = jobs.run_again(again)
    analysed.clear()
    run_all()

    assert (once_more.get_band_display(), once_more.total) == ("medium", 2)
    assert analysed == ["Broken 2", "Broken 3"]
    changes.trash(alice.pk, again.payload["tracks"], origin="test")
    with pytest.raises(NotRepeatable):
        jobs.run_again(again)


def test_a_failure_leaves_what_was_found_and_of_what(
    alice: Any, make_song: Any, run_all: Any
) -> None:
    from library.audio_files import file_of

    song = make_song(alice, content=wav(1.5))
    starting.start_song(alice, song)
    run_all()
    before = TrackAnalysis.objects.get()
    file = file_of(song)
    assert file is not None
    file.unlink()
    starting.start_song(alice, song)
    run_all()
    after = TrackAnalysis.objects.get()

    assert (after.status, after.failure_code) == ("failed", "no_file")
    assert after.source == before.source == "file"
    assert after.audio_hash == before.audio_hash != ""
    assert (after.result, after.duration) == (before.result, 1.5)


def test_the_end_says_what_was_gained(
    alice: Any, make_song: Any, run_all: Any, analysed: list[str]
) -> None:
    change_settings(alice, {"analysis_completed": {"web_enabled": True}})
    make_song(alice, "Good", content=wav(65.0))
    make_song(alice, "Without")
    make_song(alice, "Broken", content=b"fLaC no more")
    starting.start_background(alice)
    run_all()
    told = alice.notifications.get(type="analysis_completed")

    assert told.message.startswith(
        "2 songs analysed, 1 of them without a file, by what the library says, 1 failed"
        " (1 unreadable). It took"
    )
    starting.start_song(alice, Track.objects.get(title="Good"))
    run_all()
    told = alice.notifications.filter(type="analysis_completed").latest("pk")
    assert told.message.startswith("Analysed Good, 1:05 long.")
