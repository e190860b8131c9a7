"""Each change of state that a job can go through, and those that are refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.utils import timezone

from jobqueue import jobs, registry, transitions
from jobqueue.models import AnalysisJob, Band, Requested, Status
from tests.jobqueue import counting
from tests.jobqueue.counting import ends

Make = Callable[..., AnalysisJob]


@pytest.fixture
def running(job: Make) -> AnalysisJob:
    claimed = transitions.claim(job().pk, slot=1)
    assert claimed is not None
    return claimed


def path(job: AnalysisJob) -> list[str]:
    return [line.to_status for line in job.transitions.all()]


def test_a_claim_takes_the_lease(job: Make) -> None:
    made = job()

    claimed = transitions.claim(made.pk, slot=2)

    assert claimed is not None
    assert (claimed.status, claimed.slot, claimed.fence) == ("in_progress", 2, made.fence + 1)
    assert claimed.owner
    assert claimed.started_at is not None


def test_a_job_is_claimed_once(running: AnalysisJob) -> None:
    assert transitions.claim(running.pk, slot=2) is None


def test_a_claim_from_above_takes_better_bands_only(job: Make) -> None:
    medium = job(band=Band.MEDIUM)

    assert transitions.claim(medium.pk, slot=1, above=Band.MEDIUM) is None
    assert transitions.claim(medium.pk, slot=1, above=Band.LOW) is not None


def test_complete_ends_it_and_tells_the_handler(running: AnalysisJob) -> None:
    done = transitions.complete(running, {"current": 3})

    assert done is not None
    assert done.finished_at is not None
    assert path(running) == ["pending", "in_progress", "completed"]
    assert ends(running) == ["completed"]


def test_fail_keeps_the_error(running: AnalysisJob) -> None:
    transitions.fail(running, {"code": "no_file", "message": "There is no file."}, {})

    running.refresh_from_db()
    assert running.status == Status.FAILED
    assert running.error == {"code": "no_file", "message": "There is no file."}
    assert ends(running) == ["failed"]


def test_interrupt_lets_it_wait_and_be_claimed_again(running: AnalysisJob) -> None:
    waiting = transitions.interrupt(running, "stop", {"current": 2})

    assert waiting is not None
    assert (waiting.status, waiting.current, waiting.interruptions) == ("interrupted", 2, 1)
    assert transitions.claim(running.pk, slot=1) is not None


@pytest.mark.parametrize(
    ("requested", "becomes"),
    [(Requested.CANCEL, Status.CANCELLED), (Requested.PAUSE, Status.PAUSED)],
)
def test_interrupt_does_what_was_requested(
    running: AnalysisJob, requested: Requested, becomes: Status
) -> None:
    AnalysisJob.objects.filter(pk=running.pk).update(requested=requested)

    changed = transitions.interrupt(running, "stop", {})

    assert changed is not None
    assert (changed.status, changed.requested) == (becomes, Requested.NONE)


def test_a_claim_does_what_a_race_left_requested(job: Make) -> None:
    made = job()
    AnalysisJob.objects.filter(pk=made.pk).update(requested=Requested.CANCEL)

    assert transitions.claim(made.pk, slot=1) is None

    made.refresh_from_db()
    assert made.status == Status.CANCELLED


def test_win_back_takes_an_untouched_job(running: AnalysisJob) -> None:
    waiting = transitions.interrupt(running, "nested", {})
    assert waiting is not None

    back = transitions.win_back(waiting, slot=1)

    assert back is not None
    assert back.status == Status.IN_PROGRESS


def test_win_back_leaves_a_job_that_somebody_took(running: AnalysisJob) -> None:
    waiting = transitions.interrupt(running, "nested", {})
    assert waiting is not None
    transitions.claim(waiting.pk, slot=2)

    assert transitions.win_back(waiting, slot=1) is None


def test_a_fault_is_tried_again_until_the_fifth(job: Make) -> None:
    made = job()
    waits = []
    for _ in range(transitions.MOST_ATTEMPTS):
        AnalysisJob.objects.filter(pk=made.pk).update(retry_at=None)
        claimed = transitions.claim(made.pk, slot=1)
        assert claimed is not None
        stumbled = transitions.stumble(claimed, {"code": "ANALYSIS_FAILED", "message": "x"}, {})
        assert stumbled is not None
        waits.append(stumbled.retry_at is not None)

    assert waits == [False, True, True, True, False]
    made.refresh_from_db()
    assert (made.status, made.attempts) == (Status.FAILED, 5)
    assert ends(made) == ["failed"]


@pytest.mark.parametrize(("seconds", "claimed"), [(1, False), (-1, True)])
def test_a_job_that_backs_off_is_not_claimed_before_its_time(
    job: Make, seconds: int, claimed: bool
) -> None:
    made = job()
    at = timezone.now() + timedelta(seconds=seconds)
    AnalysisJob.objects.filter(pk=made.pk).update(retry_at=at)

    assert (transitions.claim(made.pk, slot=1) is not None) == claimed


def test_a_lost_worker_counts_as_an_attempt(running: AnalysisJob) -> None:
    rescued = transitions.rescue(running)

    assert rescued is not None
    assert (rescued.status, rescued.attempts, rescued.slot) == (Status.INTERRUPTED, 1, None)


def test_a_job_that_loses_five_workers_has_failed(running: AnalysisJob) -> None:
    AnalysisJob.objects.filter(pk=running.pk).update(attempts=4)

    rescued = transitions.rescue(running)

    assert rescued is not None
    assert rescued.status == Status.FAILED
    assert rescued.error is not None
    assert rescued.error["code"] == "WORKER_LOST"


def test_cancel_ends_a_waiting_job_at_once(job: Make) -> None:
    made = job()

    changed = transitions.request_cancel(made.pk, "by Alice")

    assert changed is not None
    assert changed.status == Status.CANCELLED
    assert ends(made) == ["cancelled"]


def test_cancel_asks_a_running_job(running: AnalysisJob) -> None:
    changed = transitions.request_cancel(running.pk, "by Alice")

    assert changed is not None
    assert (changed.status, changed.requested) == (Status.IN_PROGRESS, Requested.CANCEL)
    assert ends(running) == []


def test_an_ended_job_is_not_cancelled(running: AnalysisJob) -> None:
    transitions.complete(running, {})

    assert transitions.request_cancel(running.pk, "late") is None


@pytest.mark.parametrize("end", [transitions.complete, transitions.interrupt, transitions.stumble])
def test_a_run_that_lost_its_lease_changes_nothing(
    running: AnalysisJob, end: Callable[..., AnalysisJob | None]
) -> None:
    transitions.rescue(running)
    arguments = {
        transitions.complete: ({},),
        transitions.interrupt: ("late", {}),
        transitions.stumble: ({"code": "x"}, {}),
    }[end]

    assert end(running, *arguments) is None

    running.refresh_from_db()
    assert running.status == Status.INTERRUPTED


def test_a_low_job_is_raised_and_never_lowered(job: Make) -> None:
    low = job(band=Band.LOW)

    assert jobs.raise_priority(low, Band.MEDIUM).band == Band.MEDIUM
    assert jobs.raise_priority(low, Band.LOW).band == Band.LOW  # as it was read: nothing is changed
    low.refresh_from_db()
    assert low.band == Band.MEDIUM


class Faulty(counting.Counting):
    def ended(self, job: AnalysisJob, now: datetime) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM no_such_table")


@pytest.mark.parametrize("end", ["complete", "fail", "cancel", "rescue"])
def test_a_fault_of_what_follows_an_end_keeps_no_job_from_ending(job: Make, end: str) -> None:
    registry.register("FAULTY", Faulty())
    running = transitions.claim(job(type="FAULTY").pk, slot=1)
    assert running is not None
    if end == "rescue":
        AnalysisJob.objects.filter(pk=running.pk).update(attempts=transitions.MOST_ATTEMPTS - 1)

    ended = {
        "complete": lambda: transitions.complete(running, {}),
        "fail": lambda: transitions.fail(running, {"code": "x"}, {}),
        "cancel": lambda: transitions.stop_cancelled(running, {}),
        "rescue": lambda: transitions.rescue(running),
    }[end]()

    assert ended is not None
    assert ended.is_ended
    running.refresh_from_db()
    assert (running.status, running.slot) == (ended.status, None)


def test_each_change_raises_fence_and_revision(running: AnalysisJob) -> None:
    before = (running.fence, running.revision)

    waiting = transitions.interrupt(running, "stop", {})

    assert waiting is not None
    assert waiting.fence == before[0] + 1
    assert waiting.revision > before[1]


def test_a_host_whose_clock_is_wrong_puts_no_retry_off(
    running: AnalysisJob, monkeypatch: pytest.MonkeyPatch
) -> None:
    AnalysisJob.objects.filter(pk=running.pk).update(attempts=1)
    real = timezone.now
    monkeypatch.setattr(timezone, "now", lambda: real() + timedelta(hours=1))

    waiting = transitions.stumble(running, {"code": "x"}, {})

    assert waiting is not None
    assert waiting.retry_at is not None
    assert waiting.retry_at - real() < timedelta(minutes=1)
