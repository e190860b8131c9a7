from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from contract import redis_connection
from jobqueue import jobs, order, picking, slots, transitions, worker
from jobqueue.models import AnalysisJob, Band, QueueState, Status
from jobqueue.repair import repair
from tests.jobqueue import processes
from tests.jobqueue.counting import EXPORTING

Make = Callable[..., AnalysisJob]
pytestmark = pytest.mark.django_db(transaction=True)


def picked(count: int) -> list[AnalysisJob]:
    """Pick so many jobs, and do each before the next: a slot holds one."""
    found = []
    with slots.Slot("analysis", 1, slots.connect()) as slot:
        for _ in range(count):
            job = picking.dequeue("analysis", slot)
            if job is not None:
                found.append(job)
                transitions.complete(job, {})
    return found


def shuffled(job: Make) -> list[AnalysisJob]:
    bands = [Band.HIGH] * 3 + [Band.MEDIUM] * 5 + [Band.LOW] * 8
    random.Random(5).shuffle(bands)
    return [job(band=band) for band in bands]


def test_better_bands_first_and_first_come_first_served_inside(job: Make) -> None:
    made = shuffled(job)

    order_picked = [(j.band, j.rank) for j in picked(20)]

    assert order_picked == sorted((j.band, j.rank) for j in made)


def test_the_same_order_with_redis_away(own_redis: processes.Server, job: Make) -> None:
    made = shuffled(job)
    own_redis.kill()

    assert [j.rank for j in picked(20)] == [
        j.rank for j in sorted(made, key=lambda j: (j.band, j.rank))
    ]


def test_a_member_that_does_not_wait_is_dropped(job: Make) -> None:
    ended, waiting = job(), job()
    jobs.cancel(ended)
    redis_connection.connection().zadd(order.waiting_key("analysis"), {str(ended.pk): 1})

    assert [j.pk for j in picked(1)] == [waiting.pk]
    assert redis_connection.connection().zcard(order.waiting_key("analysis")) == 0


def test_a_job_that_the_order_lost_is_found_in_the_database(job: Make) -> None:
    made = job()
    redis_connection.connection().delete(order.waiting_key("analysis"))

    assert [j.pk for j in picked(1)] == [made.pk]


def test_a_paused_band_is_passed_over(job: Make) -> None:
    job(band=Band.HIGH)
    low = job(band=Band.LOW)
    QueueState.objects.create(band=Band.HIGH, paused=True)
    repair()

    assert [j.pk for j in picked(2)] == [low.pk]


def test_a_pause_that_redis_has_missed_holds_nothing_up(job: Make) -> None:
    job(band=Band.HIGH)
    low = job(band=Band.LOW)
    QueueState.objects.create(band=Band.HIGH, paused=True)

    assert [j.pk for j in picked(2)] == [low.pk]
    assert order.peek("analysis") is None


@pytest.mark.parametrize("band", list(Band))
def test_the_live_view_has_the_band_by_number_from_the_start(job: Make, band: Band) -> None:
    made = job(band=band)

    assert redis_connection.connection().hget(order.job_key(made.pk), "band") == str(band.value)
    assert order.look("analysis", band=band, job_id=made.pk).best is None


def test_a_worker_runs_only_its_kind(job: Make) -> None:
    export = job(type=EXPORTING)

    assert not worker.run_one("analysis")
    assert worker.run_one("maintenance")
    export.refresh_from_db()
    assert export.status == Status.COMPLETED


def test_no_more_jobs_run_than_there_are_slots(job: Make) -> None:
    made = job()

    with slots.holding("analysis", 1):
        assert not worker.run_one("analysis")

    assert worker.run_one("analysis")
    made.refresh_from_db()
    assert made.status == Status.COMPLETED


def test_scores_order_by_band_then_rank_and_stay_exact() -> None:
    highest = order.score(Band.LOW, order.BAND_WIDTH - 1)

    assert order.score(Band.HIGH, order.BAND_WIDTH - 1) < order.score(Band.MEDIUM, 0)
    assert highest == int(float(highest)) < 2**53
