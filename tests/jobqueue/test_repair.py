from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from contract import redis_connection
from jobqueue import jobs, order, slots, transitions
from jobqueue.models import AnalysisJob, Band, QueueState, Requested, Status
from jobqueue.repair import repair
from jobqueue.signals import worker_hung
from jobqueue.slots import Slot
from tests.jobqueue import processes
from tests.jobqueue.counting import COUNTING

Make = Callable[..., AnalysisJob]
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def client() -> Any:
    return redis_connection.connection()


def test_a_wiped_order_is_built_again(job: Make, client: Any) -> None:
    made = [job(band=band) for band in (Band.LOW, Band.HIGH)]
    client.flushdb()

    assert repair().added == 2

    assert client.zrange(order.waiting_key("analysis"), 0, -1) == [str(made[1].pk), str(made[0].pk)]
    assert client.llen("analysis.high") == client.llen("analysis.low") == 1


def test_what_is_right_is_left(job: Make) -> None:
    job()

    found = repair()

    assert (found.rescued, found.added, found.removed) == (0, 0, 0)


def test_members_that_do_not_wait_are_taken_out(job: Make, client: Any) -> None:
    waiting = job()
    client.zadd(order.waiting_key("analysis"), {"5b4f2a52-4f57-4b6c-9d8e-1fbd5a3d6d11": 1})

    assert repair().removed == 1

    assert client.zrange(order.waiting_key("analysis"), 0, -1) == [str(waiting.pk)]


def test_an_orphan_is_freed(job: Make) -> None:
    made = job()
    transitions.claim(made.pk, slot=1)

    assert repair().rescued == 1

    made.refresh_from_db()
    assert (made.status, made.attempts) == (Status.INTERRUPTED, 1)


def test_one_whose_process_is_gone_does_not_hang(job: Make) -> None:
    told: list[Any] = []
    worker_hung.connect(told.append, weak=False)
    running = transitions.claim(job().pk, slot=1)
    assert running is not None
    AnalysisJob.objects.update(
        owner="gone@host/1/abc", heartbeat_at=timezone.now() - timedelta(hours=1)
    )

    try:
        assert repair().rescued == 1
    finally:
        worker_hung.disconnect(told.append)

    assert told == []


def test_a_job_that_backed_off_is_in_the_order_from_then_on(job: Make, client: Any) -> None:
    made = job()
    AnalysisJob.objects.filter(pk=made.pk).update(retry_at=timezone.now() - timedelta(seconds=1))

    jobs.set_priority(made, Band.HIGH)

    assert client.zscore(order.waiting_key("analysis"), str(made.pk)) is not None


def test_an_orphan_of_a_slot_that_is_no_longer_used_is_freed(job: Make) -> None:
    transitions.claim(job().pk, slot=17)

    assert repair().rescued == 1


def test_an_orphan_that_is_locked_holds_no_other_up(job: Make) -> None:
    locked, other = job(), job()
    transitions.claim(locked.pk, slot=1)
    transitions.claim(other.pk, slot=2)

    with slots.connect() as elsewhere, elsewhere.transaction():
        elsewhere.execute("SELECT FROM queue_analysisjob WHERE id = %s FOR UPDATE", [locked.pk])
        assert repair().rescued == 1

    assert repair().rescued == 1


def test_a_job_whose_slot_is_held_is_left(job: Make, slot: Slot) -> None:
    transitions.claim(job().pk, slot=slot.number)

    assert repair().rescued == 0


def test_a_cancel_that_redis_missed_reaches_the_run(job: Make, slot: Slot, client: Any) -> None:
    running = transitions.claim(job().pk, slot=slot.number)
    assert running is not None
    AnalysisJob.objects.filter(pk=running.pk).update(requested=Requested.CANCEL)

    repair()

    assert client.hget(order.job_key(running.pk), "requested") == "cancel"


def test_pauses_are_told_and_taken_back(client: Any) -> None:
    state = QueueState.objects.create(band=Band.LOW, paused=True)
    repair()
    assert client.smembers(order.PAUSED) == {"2"}

    state.paused = False
    state.save()
    repair()

    assert client.smembers(order.PAUSED) == set()


def test_with_redis_away_orphans_are_freed_all_the_same(
    own_redis: processes.Server, job: Make
) -> None:
    transitions.claim(job().pk, slot=1)
    own_redis.kill()

    assert repair().rescued == 1


def test_ten_thousand_jobs_are_put_back(alice: Any, client: Any) -> None:
    first = AnalysisJob.objects.create(type=COUNTING, user=alice, band=Band.LOW)
    columns = [str(field.column) for field in AnalysisJob._meta.concrete_fields]
    names = ", ".join(column for column in columns if column not in {"id", "rank"})
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO queue_analysisjob (id, rank, {names}) SELECT gen_random_uuid(), n, {names} "
            "FROM queue_analysisjob, generate_series(1, 9999) AS n WHERE id = %s",
            [first.pk],
        )

    assert repair().added == 10_000
    assert repair().added == 0
