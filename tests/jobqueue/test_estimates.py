"""What former jobs took, as the first estimate of a new one; then what this one shows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from jobqueue import estimates, progress, registry
from jobqueue.models import AnalysisJob, Status
from tests.jobqueue.counting import COUNTING, Counting

Make = Callable[..., AnalysisJob]


def former(user: Any, seconds: float, items: int = 10, status: str = Status.COMPLETED) -> None:
    AnalysisJob.objects.create(
        type=COUNTING, user=user, band=1, status=status, current=items, total=items,
        active_seconds=seconds, finished_at=timezone.now(),
    )  # fmt: skip


def test_nothing_is_expected_before_the_first_job(job: Make) -> None:
    assert job().expected_seconds is None


def test_the_users_last_job_tells_and_no_failed_one(job: Make, alice: Any, bob: Any) -> None:
    former(alice, seconds=50)
    former(alice, seconds=20)
    former(alice, seconds=900, status=Status.FAILED)
    former(bob, seconds=500)
    assert job().expected_seconds == pytest.approx(2.0)


def test_without_one_of_their_own_the_last_few_of_anybody_do(alice: Any, bob: Any) -> None:
    former(bob, seconds=10)
    former(bob, seconds=30)
    assert estimates.seconds_an_item(COUNTING, alice.pk) == pytest.approx(2.0)


@pytest.mark.parametrize(
    ("current", "active", "left"),
    # Two seconds an item expected, of ten items; then this job takes one second an item.
    [(0, 0.0, 20.0), (5, 5.0, 7.5), (9, 9.0, 1.4)],
)
def test_what_was_expected_counts_as_five_items(
    job: Make, current: int, active: float, left: float
) -> None:
    made = job(total=10)
    made.status, made.expected_seconds = Status.IN_PROGRESS, 2.0
    made.current, made.active_seconds = current, active
    assert progress.seconds_left(made) == pytest.approx(left, abs=0.05)


class Sparing(Counting):
    """Passes over what its details say, in no time."""

    def worked(self, job: AnalysisJob) -> int:
        return job.current - int(job.details.get("passed_over", 0))


@pytest.fixture
def _sparing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(registry._handlers, COUNTING, Sparing())


@pytest.mark.usefixtures("_sparing")
@pytest.mark.parametrize(("expected", "left"), [(None, 20.0), (1.0, 15.0)])
def test_what_is_passed_over_makes_no_estimate_shorter(
    job: Make, expected: float | None, left: float
) -> None:
    """90 of 100 were there already, five took ten seconds: the other ten take 20."""
    made = job(total=105)
    made.status, made.current, made.active_seconds = Status.IN_PROGRESS, 95, 10.0
    made.details, made.expected_seconds = {"passed_over": 90}, expected

    assert progress.seconds_left(made) == left
    assert progress.items_per_second(made) == 0.5


@pytest.mark.usefixtures("_sparing")
def test_a_job_that_only_passed_over_tells_nothing(job: Make, alice: Any) -> None:
    former(alice, seconds=20)
    former(alice, seconds=1)
    AnalysisJob.objects.order_by("-finished_at").filter(active_seconds=1).update(
        details={"passed_over": 10}
    )

    assert job().expected_seconds == pytest.approx(2.0)
