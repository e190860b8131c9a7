"""Each change of a job is one line of JSON in the log."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
import structlog
from django.utils import timezone

from jobqueue import controls, jobs, transitions
from jobqueue.models import AnalysisJob, Band
from musicdb.logs import SHARED

Make = Callable[..., AnalysisJob]
KEYS = {"job", "type", "user", "target", "from", "to", "reason", "band", "fence", "event", "level"}


@pytest.fixture
def lines() -> Iterator[Callable[[], list[dict[str, Any]]]]:
    """Return a reader of what the log has, written as in production."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(),
            ],
            foreign_pre_chain=SHARED,
        )
    )
    logger = logging.getLogger("jobqueue.trail")
    logger.addHandler(handler)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    logger.removeHandler(handler)


def test_a_change_of_state_is_one_line_with_its_ids(
    job: Make, lines: Any, alice: Any, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        made = job(target_id="song-7")
        running = transitions.claim(made.pk, slot=1)
        assert running is not None
        transitions.complete(running, {})
        assert lines() == []

    rows = lines()
    assert [(row["event"], row["from"], row["to"]) for row in rows] == [
        ("job_changed", None, "pending"),
        ("job_changed", "pending", "in_progress"),
        ("job_changed", "in_progress", "completed"),
    ]
    assert all(set(row) >= KEYS for row in rows)
    assert {row["job"] for row in rows} == {str(made.pk)}
    assert {row["user"] for row in rows} == {alice.pk}
    assert [row["fence"] for row in rows] == [0, 1, 2]
    assert (rows[1]["reason"], rows[1]["band"], rows[1]["slot"]) == ("picked", "medium", 1)
    assert rows[1]["worker"]


def test_a_change_of_priority_is_a_line_of_its_own(
    job: Make, lines: Any, django_capture_on_commit_callbacks: Any
) -> None:
    made = job(band=Band.LOW)

    with django_capture_on_commit_callbacks(execute=True):
        jobs.raise_priority(made, Band.HIGH)

    (row,) = lines()
    assert (row["event"], row["band"], row["to"]) == ("job_priority_changed", "high", "pending")
    assert row["reason"] == "raised to high"


def test_a_job_that_aged_has_a_line_of_its_priority(
    job: Make, lines: Any, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    settings.QUEUE_AGING_MINUTES = 1
    made = job(band=Band.LOW)
    long_ago = timezone.now() - timedelta(minutes=5)
    AnalysisJob.objects.filter(pk=made.pk).update(updated_at=long_ago)

    with django_capture_on_commit_callbacks(execute=True):
        assert controls.age() == 1

    (row,) = lines()
    assert (row["event"], row["band"]) == ("job_priority_changed", "medium")


def test_what_is_asked_of_a_running_job_is_a_note(
    job: Make, lines: Any, django_capture_on_commit_callbacks: Any
) -> None:
    running = transitions.claim(job(band=Band.LOW).pk, slot=1)
    assert running is not None

    with django_capture_on_commit_callbacks(execute=True):
        jobs.pause(running, "paused by lowell")
        jobs.resume(running, "resumed by lowell")

    assert [(row["event"], row["reason"]) for row in lines()] == [
        ("job_noted", "pause requested: paused by lowell"),
        ("job_noted", "request taken back: resumed by lowell"),
    ]


def test_what_is_rolled_back_is_not_logged(
    job: Make, lines: Any, django_capture_on_commit_callbacks: Any
) -> None:
    made = job()
    with django_capture_on_commit_callbacks(execute=True):
        assert transitions.complete(made, {}) is None  # it does not run

    assert lines() == []
