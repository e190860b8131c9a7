"""A slot's session that breaks while a job runs nested, and another worker that takes the slot."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.db import connection

from jobqueue import picking, registry, rescue, slots, transitions, worker
from jobqueue.errors import LeaseLost
from jobqueue.models import AnalysisJob, Band, Status
from jobqueue.run import Run
from jobqueue.slots import Slot
from tests.jobqueue import counting
from tests.jobqueue.counting import COUNTING

LOSING = "LOSING"
Make = Callable[..., AnalysisJob]
pytestmark = pytest.mark.django_db(transaction=True)


class Losing(counting.Counting):
    """Loses the slot, which another worker takes at once, with the next job; and dies, if told so."""

    dies = False

    def __init__(self) -> None:
        self.taken: slots.Slot | None = None
        self.next: AnalysisJob | None = None

    def run(self, run: Run) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(%s, 2000)", [run.slot.session.info.backend_pid]
            )
        self.taken = slots.acquire("analysis")
        assert self.taken is not None
        rescue.orphans_of("analysis", self.taken.number)
        self.next = picking.dequeue("analysis", self.taken)
        if self.dies:
            self.taken.release()
        self.count(run)


@pytest.fixture
def losing() -> Iterator[Losing]:
    handler = Losing()
    registry.register(LOSING, handler)
    yield handler
    if handler.taken:
        handler.taken.release()


@pytest.fixture
def low(job: Make, slot: Slot, monkeypatch: pytest.MonkeyPatch) -> AnalysisJob:
    """Return a low job in progress in the slot; all that follows happens before the next probe is due."""
    monkeypatch.setattr(slots, "PROBE_SECONDS", 60)
    claimed = transitions.claim(job(band=Band.LOW, total=2).pk, slot=slot.number)
    assert claimed is not None
    return claimed


def test_nothing_more_runs_in_a_slot_that_another_worker_has(
    job: Make, losing: Losing, low: AnalysisJob, slot: Slot
) -> None:
    job(band=Band.HIGH, type=LOSING)
    high = job(band=Band.HIGH, type=COUNTING, total=2)

    worker.execute(low, slot)

    running = AnalysisJob.objects.filter(status=Status.IN_PROGRESS)
    assert losing.next is not None
    assert [one.pk for one in running] == [losing.next.pk]
    low.refresh_from_db()
    high.refresh_from_db()
    assert (low.status, low.current) == (Status.INTERRUPTED, 0)
    assert high.status != Status.COMPLETED


def test_what_another_worker_left_in_the_slot_is_freed_before_the_job_goes_on(
    job: Make, losing: Losing, low: AnalysisJob, slot: Slot
) -> None:
    job(band=Band.HIGH, type=LOSING)
    losing.dies = True

    worker.execute(low, slot)

    low.refresh_from_db()
    assert losing.next is not None
    losing.next.refresh_from_db()
    assert (low.status, low.current) == (Status.COMPLETED, 2)
    assert (losing.next.status, losing.next.slot) == (Status.INTERRUPTED, None)
    # By the worker that took the slot, and by this one.
    assert losing.next.transitions.filter(reason="its worker was lost").count() == 2


def test_who_has_lost_the_slot_frees_nothing_in_it(
    job: Make, slot: Slot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another worker has the slot by the time this one claims its first job."""
    first, second = job(), job()
    real = slots.acquire

    def lost(kind: str) -> Slot | None:
        monkeypatch.setattr(slots, "acquire", real)
        mine = Slot(kind, slot.number, slots.connect())
        mine.session.close()
        return mine

    real_orphans = rescue.orphans_of

    def too_early(kind: str, number: int) -> int:
        monkeypatch.setattr(rescue, "orphans_of", real_orphans)
        assert transitions.claim(first.pk, slot=number) is not None
        return 0

    monkeypatch.setattr(slots, "acquire", lost)
    monkeypatch.setattr(rescue, "orphans_of", too_early)
    worker.run_one("analysis")

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.status, first.attempts) == (Status.IN_PROGRESS, 0)
    assert second.status == Status.PENDING


def test_a_second_job_in_a_slot_is_refused_and_goes_on_waiting(job: Make) -> None:
    first, second = job(), job()
    transitions.claim(first.pk, slot=1)

    with pytest.raises(LeaseLost), slots.alone():
        transitions.claim(second.pk, slot=1)

    second.refresh_from_db()
    assert (second.status, second.slot, second.fence) == (Status.PENDING, None, 0)
    assert not second.transitions.filter(to_status=Status.IN_PROGRESS).exists()


def test_what_a_run_without_its_slot_begins_there_is_freed_by_who_has_the_slot(
    job: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = job(total=2), job(total=2)
    real = rescue.orphans_of

    def too_early(kind: str, number: int) -> int:
        monkeypatch.setattr(rescue, "orphans_of", real)
        found = real(kind, number)
        # Seen by nobody: begun just after the look for orphans.
        assert transitions.claim(second.pk, slot=number) is not None
        return found

    monkeypatch.setattr(rescue, "orphans_of", too_early)
    assert worker.run_one("analysis")
    assert worker.run_one("analysis")

    for one in (first, second):
        one.refresh_from_db()
        assert (one.status, one.current) == (Status.COMPLETED, 2)
    assert second.interruptions == 1
