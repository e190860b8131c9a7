from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection, transaction

from contract import redis_connection, redis_link
from jobqueue import jobs, order
from jobqueue.errors import AlreadyEnded
from jobqueue.models import AnalysisJob, Band, Status
from tests.jobqueue import processes
from tests.jobqueue.counting import COUNTING, ends

Make = Callable[..., AnalysisJob]
commits = pytest.mark.django_db(transaction=True)


def waiting(kind: str = "analysis") -> list[str]:
    return redis_connection.connection().zrange(order.waiting_key(kind), 0, -1)  # type: ignore


@commits
def test_a_job_enters_the_order_when_its_transaction_commits(job: Make) -> None:
    with transaction.atomic():
        made = job()
        assert waiting() == []

    assert waiting() == [str(made.pk)]


@commits
def test_a_job_of_a_transaction_that_fails_never_was(job: Make) -> None:
    with transaction.atomic():
        job()
        transaction.set_rollback(True)

    assert waiting() == []
    assert not AnalysisJob.objects.exists()


@commits
def test_a_job_leaves_a_ticket_on_the_queue_of_its_band(job: Make) -> None:
    job(band=Band.LOW)

    assert redis_connection.connection().llen("analysis.low") == 1


@commits
def test_many_jobs_leave_few_tickets(job: Make) -> None:
    for _ in range(20):
        job()

    assert redis_connection.connection().llen("analysis.medium") == 2


def test_a_double_click_makes_one_job(job: Make) -> None:
    first = job(dedupe_key="duplicates:1")
    second = job(dedupe_key="duplicates:1")

    assert (first.pk, first.created_now) == (second.pk, True)
    assert not second.created_now


def test_an_ended_job_makes_room_for_the_next(job: Make) -> None:
    first = job(dedupe_key="duplicates:1")
    jobs.cancel(first)

    assert job(dedupe_key="duplicates:1").pk != first.pk


@commits
def test_requests_at_the_same_moment_make_one_job(alice: Any) -> None:
    def click(_: int) -> str:
        try:
            made = jobs.enqueue(type=COUNTING, user=alice, band=Band.HIGH, dedupe_key="song:1")
            return str(made.pk)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        made = set(pool.map(click, range(16)))

    assert len(made) == 1
    assert AnalysisJob.objects.count() == 1


def test_a_type_that_nobody_does_is_refused(job: Make) -> None:
    with pytest.raises(LookupError, match="NOTHING"):
        job(type="NOTHING")


def test_cancel_of_an_ended_job_says_so(job: Make) -> None:
    made = job()
    AnalysisJob.objects.filter(pk=made.pk).update(status=Status.COMPLETED)

    with pytest.raises(AlreadyEnded) as refused:
        jobs.cancel(made)

    assert refused.value.facts["status"] == Status.COMPLETED


def test_a_second_cancel_changes_nothing(job: Make) -> None:
    made = job()
    first = jobs.cancel(made)

    second = jobs.cancel(made)

    assert (second.status, second.fence) == (Status.CANCELLED, first.fence)
    assert ends(made) == ["cancelled"]


@commits
def test_a_cancelled_job_leaves_the_order(job: Make) -> None:
    made = job()

    jobs.cancel(made)

    assert waiting() == []


@commits
def test_a_raised_job_overtakes(job: Make) -> None:
    job(band=Band.MEDIUM)
    low = job(band=Band.LOW)

    jobs.raise_priority(low, Band.HIGH)

    assert waiting()[0] == str(low.pk)


@commits
def test_with_redis_away_a_submit_is_quick_and_deferred(
    own_redis: processes.Server, job: Make
) -> None:
    job()
    own_redis.kill()
    began = time.monotonic()

    made = job()

    assert time.monotonic() - began < 0.3
    assert made.status == Status.PENDING


@commits
def test_after_a_fault_nobody_waits_for_redis_again(own_redis: processes.Server, job: Make) -> None:
    own_redis.kill()
    job()

    assert redis_link.breaker.is_open()
    with pytest.raises(redis_link.Away):
        redis_link.call(lambda redis: pytest.fail("asked a Redis that is away"))


def test_accepted_work_says_where_it_is_watched(job: Make) -> None:
    made = job()

    body = jobs.accepted_body(made, analysis_id="x")

    assert body == {
        "job_id": str(made.pk),
        "analysis_id": "x",
        "status_url": f"/api/queue/jobs/{made.pk}",
        "progress_url": f"/api/progress/{made.pk}",
        "websocket_url": f"/ws/progress/{made.pk}/",
    }
