"""Items that cannot be done, one by one, while their job goes on; and doing just those again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from jobqueue import jobs, worker
from jobqueue.errors import NotRepeatable
from jobqueue.models import AnalysisJob, Status
from tests.jobqueue.counting import items

Make = Callable[..., AnalysisJob]


@pytest.fixture
def with_failures(job: Make) -> AnalysisJob:
    made = job(total=5, payload={"unreadable": [1, 3], "faults": 0})
    worker.run_one("analysis")
    made.refresh_from_db()
    return made


def test_the_others_are_done_and_each_failure_has_its_reason(with_failures: AnalysisJob) -> None:
    assert (with_failures.status, with_failures.current) == (Status.COMPLETED, 5)
    assert items(with_failures) == [0, 2, 4]
    kept = with_failures.failures.order_by("number").values_list("number", "target_id", "code")
    assert list(kept) == [(2, "track 2", "UNREADABLE"), (4, "track 4", "UNREADABLE")]


def test_one_or_all_are_done_again(with_failures: AnalysisJob, api: Any, alice: Any) -> None:
    where = f"/api/queue/jobs/{with_failures.pk}/failures"
    listed = api(alice).get(where).json()["results"]
    assert [row["number"] for row in listed] == [2, 4]

    one = api(alice).post(f"{where}/2/retry")
    assert one.status_code == 202
    assert AnalysisJob.objects.get(pk=one.json()["job_id"]).total == 1
    left = api(alice).post(f"{where}/retry")
    assert AnalysisJob.objects.get(pk=left.json()["job_id"]).total == 1
    retried = [row["retried_by"] for row in api(alice).get(where).json()["results"]]
    assert retried == [one.json()["job_id"], left.json()["job_id"]]
    # A double click finds nothing left.
    assert api(alice).post(f"{where}/retry").status_code == 409


@pytest.mark.parametrize("number", ["1", "99", "x", "-1", "9" * 30])
def test_an_item_that_did_not_fail_is_not_found(
    with_failures: AnalysisJob, api: Any, alice: Any, number: str
) -> None:
    answer = api(alice).post(f"/api/queue/jobs/{with_failures.pk}/failures/{number}/retry")
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "NOT_FOUND")


def test_two_who_ask_at_once_get_one_job(with_failures: AnalysisJob) -> None:
    failures = list(with_failures.failures.all())

    first, second = (jobs.retry_failures(with_failures, failures) for _ in range(2))

    assert first == second
    assert AnalysisJob.objects.exclude(pk=with_failures.pk).count() == 1


def test_what_failed_once_more_is_done_again_once_more(with_failures: AnalysisJob) -> None:
    failure = with_failures.failures.first()
    assert failure is not None
    first = jobs.retry_failures(with_failures, [failure])
    jobs.cancel(first)

    assert jobs.retry_failures(with_failures, [failure]) != first


def test_an_open_job_is_not_retried(job: Make) -> None:
    made = job()
    with pytest.raises(NotRepeatable):
        jobs.retry_failures(made, [])
