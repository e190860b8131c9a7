from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from jobqueue import forgetting, jobs, transitions, worker
from jobqueue.models import AnalysisJob, JobFailure, JobTransition, Status

Make = Callable[..., AnalysisJob]
pytestmark = pytest.mark.django_db


def ended(job: AnalysisJob, days: int) -> AnalysisJob:
    transitions.request_cancel(job.pk, "cancelled")
    AnalysisJob.objects.filter(pk=job.pk).update(finished_at=timezone.now() - timedelta(days=days))
    return job


def left() -> set[Any]:
    return set(AnalysisJob.objects.values_list("pk", flat=True))


def test_jobs_that_ended_long_ago_go_and_others_stay(job: Make, settings: Any) -> None:
    settings.QUEUE_HISTORY_DAYS = 90
    old, newer, waiting = ended(job(), 91), ended(job(), 89), job()
    AnalysisJob.objects.filter(pk=waiting.pk).update(created_at=timezone.now() - timedelta(days=99))

    assert forgetting.forget_old() == 1

    assert left() == {newer.pk, waiting.pk}
    assert not JobTransition.objects.filter(job_id=old.pk).exists()


def test_none_go_where_all_are_kept(job: Make, settings: Any) -> None:
    settings.QUEUE_HISTORY_DAYS = 0
    old = ended(job(), 9_000)

    assert forgetting.forget_old() == 0
    assert left() == {old.pk}


@pytest.mark.django_db(transaction=True)
def test_failed_items_go_first_and_in_parts(
    job: Make, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.QUEUE_HISTORY_DAYS = 90
    monkeypatch.setattr(forgetting, "ROWS", 2)
    old = job(total=5, payload={"unreadable": [0, 1, 2], "faults": 0})
    worker.run_one("analysis")
    old.refresh_from_db()
    assert old.status == Status.COMPLETED
    AnalysisJob.objects.filter(pk=old.pk).update(finished_at=timezone.now() - timedelta(days=100))
    again = jobs.retry_failures(old, list(old.failures.all()[:1]))

    assert forgetting.forget_old() == 0
    assert JobFailure.objects.filter(job=old).count() == 1
    while left() != {again.pk}:
        forgetting.forget_old()
    assert JobFailure.objects.count() == 0


def test_a_bounded_number_goes_at_a_time(
    job: Make, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.QUEUE_HISTORY_DAYS = 1
    monkeypatch.setattr(forgetting, "BATCH", 2)
    first, second, third = (ended(job(), days) for days in (30, 20, 10))

    assert forgetting.forget_old() == 2
    assert left() == {third.pk}
    assert first.pk not in left()
    assert second.pk not in left()
