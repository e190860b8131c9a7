"""What is counted of jobs outlives the jobs."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from jobqueue import transitions
from jobqueue.models import AnalysisJob, Band
from musicdb.models import JobCount
from musicdb.operations import tally
from musicdb.operations.tally import Total

pytestmark = pytest.mark.django_db


@pytest.fixture
def running(alice: User) -> AnalysisJob:
    made = AnalysisJob.objects.create(type="EXPORT", user=alice, band=Band.MEDIUM)
    claimed = transitions.claim(made.pk, slot=1)
    assert claimed is not None
    return claimed


def counts() -> dict[str, tuple[int, float]]:
    return {total.what: (total.number, total.seconds) for total in tally.totals()}


def test_an_end_is_counted_with_its_seconds(running: AnalysisJob) -> None:
    transitions.complete(running, {"active_seconds": 2.5})

    assert tally.totals() == [Total(what="completed", type="EXPORT", number=1, seconds=2.5)]


def test_a_lost_worker_is_an_interruption_and_a_rescue(running: AnalysisJob) -> None:
    from jobqueue import rescue

    AnalysisJob.objects.filter(pk=running.pk).update(kind="analysis", slot=7)

    assert rescue.orphans_of("analysis", 7) == 1
    assert counts() == {"interrupted": (1, 0.0), "rescued": (1, 0.0)}


def test_a_recovery_is_counted_with_the_time_it_took(running: AnalysisJob) -> None:
    transitions.rescue(running)
    long_ago = timezone.now() - timedelta(seconds=30)
    running.transitions.filter(to_status="interrupted").update(at=long_ago)

    transitions.claim(running.pk, slot=1)

    number, seconds = counts()["recovered"]
    assert number == 1
    assert 30 <= seconds < 60


def test_to_give_way_is_nothing_to_recover_from(running: AnalysisJob) -> None:
    transitions.interrupt(running, "gave way", {})
    transitions.claim(running.pk, slot=1)

    assert counts() == {"interrupted": (1, 0.0)}


def test_counts_stay_where_jobs_are_cleared(running: AnalysisJob) -> None:
    transitions.fail(running, {"code": "x", "message": "x"}, {})
    AnalysisJob.objects.all().delete()

    assert counts() == {"failed": (1, 0.0)}


@pytest.mark.parametrize(("minutes", "left"), [(59, 3), (61, 1)])
def test_what_is_older_than_an_hour_is_folded(minutes: int, left: int) -> None:
    now = timezone.now()
    for _ in range(2):
        at = now - timedelta(minutes=minutes)
        JobCount.objects.create(what="completed", type="EXPORT", seconds=1.5, at=at)
    JobCount.objects.create(what="completed", type="EXPORT", number=40, seconds=10)

    tally.fold(now)
    tally.fold(now)

    assert JobCount.objects.count() == left
    assert counts() == {"completed": (42, 13.0)}


@pytest.mark.parametrize(("minutes", "seen"), [(59, 1), (61, 0)])
def test_the_last_hour_is_the_last_hour(minutes: int, seen: int) -> None:
    now = timezone.now()
    at = now - timedelta(minutes=minutes)
    JobCount.objects.create(what="failed", type="EXPORT", at=at)
    JobCount.objects.create(what="failed", type="EXPORT", number=99)

    assert tally.last_hour(now)["failed"] == seen


def test_a_fault_in_counting_leaves_the_job_alone(
    running: AnalysisJob, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(**fields: Any) -> None:
        User.objects.get(pk="nonsense")

    monkeypatch.setattr(JobCount.objects, "create", broken)

    transitions.complete(running, {})

    running.refresh_from_db()
    assert running.status == "completed"
