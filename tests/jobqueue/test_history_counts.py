"""What the history counts of a job's runs: interruptions, rescues, recoveries, by type."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from jobqueue import history, jobs, rescue, transitions, worker
from jobqueue.history import Figures
from jobqueue.models import AnalysisJob, Band, Tally
from jobqueue.signals import worker_hung
from tests.jobqueue.counting import COUNTING, HOLDING, Counting

Make = Callable[..., AnalysisJob]


@pytest.fixture
def running(job: Make) -> AnalysisJob:
    claimed = transitions.claim(job().pk, slot=7)
    assert claimed is not None
    return claimed


def counted() -> Figures:
    return history.total(history.totals().values())


def test_totals_are_by_type_and_band(running: AnalysisJob) -> None:
    transitions.complete(running, {"active_seconds": 2.5})

    ((key, figures),) = history.totals().items()

    assert key == (COUNTING, Band.MEDIUM)
    assert (figures.completed, figures.started, figures.run_seconds) == (1, 1, 2.5)


def test_rows_from_before_types_were_kept_are_in_no_total() -> None:
    Tally.objects.create(hour=timezone.now(), band=Band.LOW, completed=3)

    assert history.totals() == {}


def test_a_lost_worker_is_an_interruption_and_a_rescue(running: AnalysisJob) -> None:
    assert rescue.orphans_of("analysis", 7) == 1

    figures = counted()
    assert (figures.interruptions, figures.rescued, figures.preemptions) == (1, 1, 0)


def test_a_run_that_ends_paused_is_an_interruption(running: AnalysisJob) -> None:
    jobs.pause(running)
    transitions.interrupt(running, "stopped at a checkpoint", {})

    assert AnalysisJob.objects.get().status == "paused"
    assert counted().interruptions == 1


def test_a_resume_is_none(job: Make) -> None:
    running = transitions.claim(job().pk, slot=7)
    assert running is not None
    jobs.pause(running)
    transitions.interrupt(running, "stopped at a checkpoint", {})

    jobs.resume(AnalysisJob.objects.get())

    assert AnalysisJob.objects.get().status == "interrupted"
    assert counted().interruptions == 1


@pytest.mark.django_db(transaction=True)
def test_to_give_way_to_a_better_job_is_a_preemption(
    job: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    low = job(band=Band.LOW, total=4, payload={"seconds": 0.02})
    first = iter([True])

    def count(handler: Any, run: Any) -> None:
        if next(first, False):
            job(band=Band.HIGH, total=1)
        with run.item():
            pass

    monkeypatch.setattr("tests.jobqueue.counting.Counting.count", count)

    worker.run_one("analysis")

    low.refresh_from_db()
    assert low.status == "completed"
    assert (counted().interruptions, counted().preemptions, counted().recovered) == (1, 1, 0)


@pytest.mark.django_db(transaction=True)
def test_to_leave_for_a_better_job_that_holds_a_library_too_is_one_as_well(
    job: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    low = job(type=HOLDING, band=Band.LOW, total=4)
    real = Counting.count

    def count(handler: Any, run: Any) -> None:
        if run.job.pk == low.pk and run.job.current == 0:
            job(type=HOLDING, band=Band.MEDIUM, total=1)
        real(handler, run)

    monkeypatch.setattr(Counting, "count", count)

    worker.run_one("analysis")

    assert (counted().interruptions, counted().preemptions) == (1, 1)
    left = low.transitions.get(to_status="interrupted")
    assert left.reason.startswith("gave way to ")


def test_a_recovery_is_counted_with_the_time_it_took(running: AnalysisJob) -> None:
    transitions.rescue(running)
    long_ago = timezone.now() - timedelta(seconds=30)
    running.transitions.filter(to_status="interrupted").update(at=long_ago)

    transitions.claim(running.pk, slot=1)

    figures = counted()
    assert figures.recovered == 1
    assert 30 <= figures.recovery_seconds < 60


def test_to_be_stopped_after_a_recovery_is_nothing_to_recover_from(running: AnalysisJob) -> None:
    transitions.rescue(running)
    again = transitions.claim(running.pk, slot=1)
    assert again is not None
    transitions.interrupt(again, "stopped at a checkpoint", {})

    transitions.claim(running.pk, slot=1)

    assert (counted().recovered, counted().interruptions) == (1, 2)


def test_a_worker_that_was_cut_off_is_counted(running: AnalysisJob) -> None:
    worker_hung.send(AnalysisJob, job=running)

    assert counted().hung == 1


def test_a_fault_in_counting_leaves_the_job_alone(
    running: AnalysisJob, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(**fields: Any) -> None:
        User.objects.get(pk="nonsense")

    monkeypatch.setattr(Tally.objects, "create", broken)

    transitions.complete(running, {})

    running.refresh_from_db()
    assert running.status == "completed"


def test_a_fault_of_the_database_in_counting_leaves_it_alone_too(
    running: AnalysisJob, monkeypatch: pytest.MonkeyPatch
) -> None:
    create = Tally.objects.create
    monkeypatch.setattr(Tally.objects, "create", lambda **fields: create(**fields | {"band": -1}))

    transitions.complete(running, {})

    running.refresh_from_db()
    assert running.status == "completed"
