"""A run in this very process: checkpoints, items, fences, nested runs."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import ExitStack
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from jobqueue import jobs, progress, registry, slots, stopping, transitions, worker
from jobqueue.errors import Cancelled, Interrupted, LeaseLost
from jobqueue.models import AnalysisJob, Band, Kind, QueueState, Status
from jobqueue.run import Run
from jobqueue.slots import Slot
from tests.jobqueue import counting, processes
from tests.jobqueue.counting import HOLDING, ends, items

Make = Callable[..., AnalysisJob]
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def run(job: Make, slot: Slot) -> Run:
    return begin(job(band=Band.LOW), slot)


def begin(job: AnalysisJob, slot: Slot) -> Run:
    claimed = transitions.claim(job.pk, slot=slot.number)
    assert claimed is not None
    return Run(claimed, slot)


def row(run: Run) -> AnalysisJob:
    return AnalysisJob.objects.get(pk=run.job.pk)


def test_an_item_counts_with_what_it_writes(run: Run) -> None:
    with run.item(cursor={"line": 7}):
        pass

    assert (row(run).current, row(run).cursor) == (1, {"line": 7})


def test_what_is_read_before_and_after_an_item_has_other_revisions(run: Run) -> None:
    before = row(run).revision

    with run.item():
        pass

    assert row(run).revision > before


def test_an_item_that_raises_counts_nothing(run: Run) -> None:
    with pytest.raises(ZeroDivisionError), run.item():
        raise ZeroDivisionError

    assert (row(run).current, run.job.current) == (0, 0)


def test_an_item_wipes_out_the_attempts(run: Run) -> None:
    AnalysisJob.objects.filter(pk=run.job.pk).update(attempts=3)

    with run.item():
        pass

    assert row(run).attempts == 0


def test_items_that_the_database_lost_are_not_counted(run: Run) -> None:
    with run.item():
        pass
    AnalysisJob.objects.filter(pk=run.job.pk).update(current=0)

    with pytest.raises(LeaseLost), run.item():
        pytest.fail("went on after items that are not there")


def test_a_handler_may_say_itself_how_far_it_is(run: Run) -> None:
    run.report(current=2, total=8)
    with run.finishing():
        pass

    assert (row(run).current, row(run).total) == (2, 8)


def test_late_writes_are_refused(run: Run) -> None:
    transitions.rescue(run.job)

    with pytest.raises(LeaseLost), run.item():
        pytest.fail("entered without the lease")
    with pytest.raises(LeaseLost), run.finishing():
        pytest.fail("entered without the lease")


def test_no_checkpoint_inside_a_transaction(run: Run) -> None:
    with pytest.raises(RuntimeError, match="transaction"), transaction.atomic():
        run.checkpoint()


def test_cancel_is_raised_once_so_that_final_work_can_be_done(run: Run) -> None:
    jobs.cancel(run.job)

    with pytest.raises(Cancelled):
        run.checkpoint()
    run.checkpoint()


def test_a_request_that_the_row_does_not_have_is_no_request(run: Run) -> None:
    from contract import redis_connection
    from jobqueue import order

    client = redis_connection.connection()
    client.hset(order.job_key(run.job.pk), "requested", "cancel")

    run.checkpoint()

    assert client.hget(order.job_key(run.job.pk), "requested") is None


def test_a_stop_interrupts(run: Run) -> None:
    stopping.request()

    with pytest.raises(Interrupted):
        run.checkpoint()


def test_a_paused_band_interrupts(run: Run) -> None:
    from jobqueue.repair import repair

    QueueState.objects.create(band=Band.LOW, paused=True)
    repair()

    with pytest.raises(Interrupted):
        run.checkpoint()


def test_a_better_job_runs_nested_and_the_run_goes_on(run: Run, job: Make) -> None:
    high = job(band=Band.HIGH)

    run.checkpoint()

    high.refresh_from_db()
    assert high.status == Status.COMPLETED
    assert (row(run).status, row(run).interruptions) == (Status.IN_PROGRESS, 1)
    with run.item():
        pass


def test_all_better_jobs_run_before_it_goes_on(run: Run, job: Make) -> None:
    better = [job(band=Band.HIGH), job(band=Band.MEDIUM), job(band=Band.HIGH)]

    run.checkpoint()

    statuses = {AnalysisJob.objects.get(pk=j.pk).status for j in better}
    assert statuses == {Status.COMPLETED}


def test_an_equal_job_waits(run: Run, job: Make) -> None:
    equal = job(band=Band.LOW)

    run.checkpoint()

    equal.refresh_from_db()
    assert equal.status == Status.PENDING


def test_what_runs_nested_does_not_count_as_running_time(run: Run, job: Make) -> None:
    job(band=Band.HIGH, total=1, payload={"seconds": 1})

    run.checkpoint()

    assert run.active_seconds() < 1


def test_a_job_cancelled_while_another_runs_nested_unwinds(run: Run, job: Make) -> None:
    class Cancelling(counting.Counting):
        def run(self, nested: Run) -> None:
            jobs.cancel(run.job)

    registry.register("CANCELLING", Cancelling())
    job(type="CANCELLING", band=Band.HIGH)

    with pytest.raises(LeaseLost):
        run.checkpoint()

    assert row(run).status == Status.CANCELLED
    assert ends(run.job) == ["cancelled"]


def test_two_libraries_are_never_in_memory_at_once(job: Make, slot: Slot) -> None:
    low = begin(job(type=HOLDING, band=Band.LOW), slot)
    job(type=HOLDING, band=Band.MEDIUM)

    with pytest.raises(Interrupted):
        low.checkpoint()


def test_with_a_cursor_open_a_run_unwinds(run: Run, job: Make) -> None:
    high = job(band=Band.HIGH)

    with pytest.raises(Interrupted), run.unwinding():
        run.checkpoint()

    high.refresh_from_db()
    assert high.status == Status.PENDING


def test_a_better_job_runs_nested_with_redis_away(
    own_redis: processes.Server, run: Run, job: Make
) -> None:
    own_redis.kill()
    high = job(band=Band.HIGH)

    run.checkpoint()

    high.refresh_from_db()
    assert high.status == Status.COMPLETED


def test_with_redis_away_progress_is_kept_in_the_row(own_redis: processes.Server, run: Run) -> None:
    own_redis.kill()
    run.report(message="reading", phase="loading")

    run.checkpoint()

    assert (row(run).message, row(run).details) == ("reading", {"phase": "loading"})
    assert row(run).revision > run.job.fence * 1_000_000


def test_a_lost_slot_is_taken_again(run: Run, slot: Slot) -> None:
    cut(slot)
    slot._probed_at = 0

    run.checkpoint()

    slot._probed_at = 0
    assert slot.is_alive()


def test_a_slot_that_another_has_by_now_ends_the_run(run: Run, slot: Slot) -> None:
    cut(slot)
    slot._probed_at = 0

    with slots.holding("analysis", slot.number) as held:
        assert held
        with pytest.raises(LeaseLost):
            run.checkpoint()


def test_a_slot_lost_while_another_runs_nested_ends_the_run(run: Run, job: Make) -> None:
    with ExitStack() as elsewhere:

        class Losing(counting.Counting):
            def run(self, nested: Run) -> None:
                cut(nested.slot)
                nested.slot._probed_at = 0
                assert elsewhere.enter_context(slots.holding("analysis", nested.slot.number))
                nested.checkpoint()

        registry.register("LOSING", Losing())
        job(type="LOSING", band=Band.HIGH)
        waiting = job(band=Band.HIGH)

        with pytest.raises(LeaseLost):
            run.checkpoint()

    waiting.refresh_from_db()
    assert (waiting.status, row(run).status) == (Status.PENDING, Status.INTERRUPTED)


def test_a_run_that_was_raised_lets_no_equal_job_run_nested(run: Run, job: Make) -> None:
    job(band=Band.HIGH)
    equal = job(band=Band.MEDIUM)
    jobs.raise_priority(AnalysisJob.objects.get(pk=run.job.pk), Band.MEDIUM)

    run.checkpoint()

    equal.refresh_from_db()
    assert equal.status == Status.PENDING


def test_a_run_that_was_raised_says_so_from_then_on(run: Run) -> None:
    jobs.raise_priority(AnalysisJob.objects.get(pk=run.job.pk), Band.HIGH)

    run.checkpoint()

    assert progress.body(run.job)["priority"] == "high"


def test_a_cancel_that_redis_missed_is_seen_with_the_next_beat(run: Run) -> None:
    AnalysisJob.objects.filter(pk=run.job.pk).update(requested="cancel")
    run.watch.beaten_at = 0

    with pytest.raises(Cancelled):
        run.checkpoint()


def cut(slot: Slot) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 2000)", [slot.session.info.backend_pid])


def test_a_silent_run_is_cut_off_and_freed(run: Run, slot: Slot) -> None:
    from jobqueue.repair import repair

    long_ago = timezone.now() - timedelta(seconds=121)
    with slots.connect() as elsewhere:
        elsewhere.execute("SET application_name = 'hung'")
        AnalysisJob.objects.filter(pk=run.job.pk).update(heartbeat_at=long_ago, owner="hung")
        slot.release()
        assert slots.try_lock(elsewhere, slots.SPACES[Kind.ANALYSIS], 1)

        assert repair().rescued == 1

    assert row(run).status == Status.INTERRUPTED


def test_a_run_that_beats_is_not_cut_off(run: Run) -> None:
    from jobqueue.repair import repair

    lately = timezone.now() - timedelta(seconds=119)
    AnalysisJob.objects.filter(pk=run.job.pk).update(heartbeat_at=lately)

    assert repair().rescued == 0
    assert row(run).status == Status.IN_PROGRESS


def test_reports_are_sent_at_most_five_times_a_second(run: Run) -> None:
    before = run.job.revision
    until = time.monotonic() + 0.5
    while time.monotonic() < until:
        run.report(current=1)

    assert 2 <= run.job.revision - before <= 4


@pytest.mark.parametrize(
    ("payload", "status", "done"),
    [
        ({}, Status.COMPLETED, [0, 1, 2]),
        ({"fails_at": 1}, Status.FAILED, [0]),
        ({"fault_at": 1, "faults": 9}, Status.INTERRUPTED, [0]),
    ],
)
def test_how_a_run_ends(
    job: Make, payload: dict[str, int], status: Status, done: list[int]
) -> None:
    made = job(payload=payload)

    assert worker.run_one("analysis")

    made.refresh_from_db()
    assert (made.status, items(made)) == (status, done)


def test_a_failed_job_has_the_handlers_error(job: Make) -> None:
    made = job(payload={"fails_at": 1})

    worker.run_one("analysis")

    made.refresh_from_db()
    assert made.error == {"code": "no_file", "message": "There is no file.", "item": 1}


def test_a_fault_says_nothing_of_the_inside(job: Make) -> None:
    made = job(payload={"fault_at": 0, "faults": 9})
    AnalysisJob.objects.filter(pk=made.pk).update(attempts=4)

    worker.run_one("analysis")

    made.refresh_from_db()
    assert made.error is not None
    assert made.error["code"] == "ANALYSIS_FAILED"
    assert "as the test wants" not in str(made.error)


def test_after_a_passing_fault_the_job_completes(job: Make) -> None:
    made = job(payload={"fault_at": 1, "faults": 1})

    while worker.run_one("analysis"):
        pass

    made.refresh_from_db()
    assert (made.status, items(made)) == (Status.COMPLETED, [0, 1, 2])


def test_a_job_whose_handler_is_gone_fails(job: Make) -> None:
    made = job()
    AnalysisJob.objects.filter(pk=made.pk).update(type="FORGOTTEN")

    worker.run_one("analysis")

    made.refresh_from_db()
    assert made.status == Status.FAILED
