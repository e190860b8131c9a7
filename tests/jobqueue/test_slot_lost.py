"""A slot's session that breaks while a job runs nested, and another worker that takes the slot."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.db import connection

from jobqueue import picking, registry, rescue, slots, transitions, worker
from jobqueue.models import AnalysisJob, Band, Status
from jobqueue.run import Run
from tests.jobqueue import counting
from tests.jobqueue.counting import COUNTING

LOSING = "LOSING"
Make = Callable[..., AnalysisJob]
pytestmark = pytest.mark.django_db(transaction=True)


class Losing(counting.Counting):
    """Loses the slot, which another worker takes at once, with the next job."""

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
        self.count(run)


@pytest.fixture
def losing() -> Iterator[Losing]:
    handler = Losing()
    registry.register(LOSING, handler)
    yield handler
    if handler.taken:
        handler.taken.release()


def test_nothing_more_runs_in_a_slot_that_another_worker_has(
    job: Make, losing: Losing, monkeypatch: pytest.MonkeyPatch
) -> None:
    # All of it happens before the next probe is due.
    monkeypatch.setattr(slots, "PROBE_SECONDS", 60)
    slot = slots.acquire("analysis")
    assert slot is not None
    low = transitions.claim(job(band=Band.LOW, total=2).pk, slot=slot.number)
    assert low is not None
    job(band=Band.HIGH, type=LOSING)
    high = job(band=Band.HIGH, type=COUNTING, total=2)

    with slot:
        worker.execute(low, slot)

    running = AnalysisJob.objects.filter(status=Status.IN_PROGRESS)
    assert losing.next is not None
    assert [one.pk for one in running] == [losing.next.pk]
    low.refresh_from_db()
    high.refresh_from_db()
    assert (low.status, low.current) == (Status.INTERRUPTED, 0)
    assert high.status != Status.COMPLETED
