"""An import that is stopped in the middle goes on where it was: nothing lost, nothing doubled."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from jobqueue.errors import Interrupted
from jobqueue.models import AnalysisJob
from jobqueue.run import Run
from jobqueue.worker import run_one
from library.imports import ahead
from library.models import LibraryImport, Track

ROWS = 50
CONTENT = "title,artist,year\n" + "".join(
    f"Song {n % 10},Joni,{'soon' if n % 25 == 0 else 1971}\n" for n in range(ROWS)
)


@pytest.fixture(autouse=True)
def _small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ahead, "MOST_ROWS", 7)


@pytest.fixture
def submitted(upload: Callable[..., Any], alice: Any) -> LibraryImport:
    return LibraryImport.objects.get(pk=upload(alice, CONTENT).json()["import_id"])


def stop_at(monkeypatch: pytest.MonkeyPatch, checkpoint: int, error: type[Exception]) -> None:
    """Let the run's n-th checkpoint raise, once."""
    true, calls = Run.checkpoint, iter(range(1, 10_000))

    def raising(self: Run) -> None:
        true(self)
        if next(calls) == checkpoint:
            raise error

    monkeypatch.setattr(Run, "checkpoint", raising)


@pytest.mark.parametrize("checkpoint", [1, 2, 5, 8])
@pytest.mark.parametrize("error", [Interrupted, RuntimeError])
def test_a_stopped_import_goes_on_and_counts_each_row_once(
    submitted: LibraryImport,
    monkeypatch: pytest.MonkeyPatch,
    checkpoint: int,
    error: type[Exception],
) -> None:
    stop_at(monkeypatch, checkpoint, error)
    run_one("analysis")
    AnalysisJob.objects.filter(status="interrupted").update(retry_at=None)
    while run_one("analysis"):
        pass
    submitted.refresh_from_db()

    assert (submitted.status, submitted.tracks_added) == ("completed", ROWS)
    assert (submitted.errors_total, submitted.faults.count()) == (2, 2)
    assert Track.objects.count() == ROWS


def test_each_batch_is_seen_with_its_counter(
    submitted: LibraryImport, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop_at(monkeypatch, 4, Interrupted)
    run_one("analysis")
    job = AnalysisJob.objects.get()
    submitted.refresh_from_db()

    assert 0 < job.current < ROWS
    assert job.current == job.cursor["rows"] == submitted.tracks_added == Track.objects.count()


def test_the_progress_ends_with_all_rows(submitted: LibraryImport) -> None:
    run_one("analysis")
    job = AnalysisJob.objects.get()

    assert (job.current, job.total, job.message) == (ROWS, ROWS, "50 rows read")


def test_the_upload_goes_when_the_job_has_ended(
    submitted: LibraryImport, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    assert Path(submitted.path).exists()
    with django_capture_on_commit_callbacks(execute=True):
        run_one("analysis")

    assert not Path(submitted.path).exists()


def test_a_cancelled_import_keeps_what_is_in_and_says_so(
    submitted: LibraryImport,
    api: Callable[..., Any],
    alice: Any,
    django_capture_on_commit_callbacks: Callable[..., Any],
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        answer = api(alice).post(f"/api/queue/jobs/{submitted.job_id}/cancel")
    submitted.refresh_from_db()

    assert answer.status_code == 202
    assert submitted.status == "cancelled"
    assert submitted.finished_at is not None
    assert not Path(submitted.path).exists()


def test_a_file_that_is_gone_fails_the_import(submitted: LibraryImport) -> None:
    Path(submitted.path).unlink()
    run_one("analysis")
    submitted.refresh_from_db()

    assert (submitted.status, submitted.error["code"]) == ("failed", "unreadable_file")
