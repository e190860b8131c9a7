"""Real workers, Celery's and the one without it, killed and stopped in the middle of a job."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from typing import Any

import pytest

from contract import redis_connection
from jobqueue import order, rescue
from jobqueue.models import AnalysisJob, Band, Status
from jobqueue.repair import repair
from musicdb.programs import MAINTENANCE_QUEUES
from tests.jobqueue import processes
from tests.jobqueue.counting import ends, items
from tests.jobqueue.processes import wait_for

pytestmark = pytest.mark.django_db(transaction=True)
Start = Callable[..., processes.Process]
Make = Callable[..., AnalysisJob]
Worker = Callable[..., processes.Process]


@pytest.fixture(params=[processes.worker, processes.priority_worker], ids=["celery", "loop"])
def worker_of(request: pytest.FixtureRequest) -> Worker:
    """Return what starts a worker: both kinds have to keep what the queue promises."""
    made: Worker = request.param
    return made


def status(job: AnalysisJob) -> str:
    job.refresh_from_db()
    return job.status


def completed(job: AnalysisJob) -> bool:
    return status(job) == Status.COMPLETED


def under_way(job: AnalysisJob, at_least: int = 3) -> bool:
    return len(items(job)) >= at_least


def test_a_worker_does_a_job_each_item_once(start: Start, job: Make, worker_of: Worker) -> None:
    start(worker_of)

    made = job(total=5)

    wait_for(lambda: completed(made))
    assert items(made) == [0, 1, 2, 3, 4]
    assert ends(made) == ["completed"]


def test_every_queue_is_bound_and_consumed_on_its_own(start: Start) -> None:
    from musicdb.celery import app

    start(processes.worker)
    start(processes.worker, MAINTENANCE_QUEUES, "maintenance")

    active: dict[str, Any] = {}
    wait_for(lambda: active.update(app.control.inspect().active_queues() or {}) or len(active) == 2)

    bound = {
        (q["name"], q["exchange"]["name"], q["routing_key"]) for w in active.values() for q in w
    }
    names = ("analysis.high", "analysis.medium", "analysis.low", *MAINTENANCE_QUEUES.split(","))
    assert bound == {(name, name, name) for name in names}


def test_a_job_goes_on_where_it_was_when_the_child_is_killed(start: Start, job: Make) -> None:
    worker = start(processes.worker)
    made = job(total=20, payload={"seconds": 0.05})
    wait_for(lambda: under_way(made))

    for child in worker.children():
        os.kill(child, signal.SIGKILL)

    wait_for(lambda: completed(made))
    assert items(made) == list(range(20))
    assert made.interruptions == 1
    assert redis_connection.connection().llen("maintenance") == 1  # a repair was asked for


def test_a_job_goes_on_where_it_was_when_the_worker_is_killed(
    start: Start, job: Make, worker_of: Worker
) -> None:
    worker = start(worker_of)
    made = job(total=20, payload={"seconds": 0.05})
    wait_for(lambda: under_way(made))

    worker.kill()
    start(worker_of)

    wait_for(lambda: completed(made))
    assert items(made) == list(range(20))


def test_sigterm_stops_a_worker_at_once_and_the_next_goes_on(
    start: Start, job: Make, worker_of: Worker
) -> None:
    worker = start(worker_of)
    made = job(total=30, payload={"seconds": 0.1})
    wait_for(lambda: under_way(made))

    seconds = worker.terminate()

    assert status(made) == Status.INTERRUPTED
    assert seconds < 4
    start(worker_of)
    wait_for(lambda: completed(made))
    assert items(made) == list(range(30))


def test_a_high_job_runs_in_the_middle_of_a_low_one(
    start: Start, job: Make, worker_of: Worker
) -> None:
    start(worker_of)
    low = job(total=20, band=Band.LOW, payload={"seconds": 0.05})
    wait_for(lambda: under_way(low))

    high = job(total=2, band=Band.HIGH)

    wait_for(lambda: completed(high))
    assert status(low) in (Status.INTERRUPTED, Status.IN_PROGRESS)
    wait_for(lambda: completed(low))
    assert items(low) == list(range(20))


def test_redis_killed_and_back_empty_loses_nothing(
    own_redis: processes.Server, start: Start, job: Make, worker_of: Worker
) -> None:
    start(worker_of)
    running = job(total=40, payload={"seconds": 0.05})
    waiting = job(total=2)
    wait_for(lambda: under_way(running))

    own_redis.kill()
    done = len(items(running))
    late = job(total=2, band=Band.HIGH)
    wait_for(lambda: completed(late))
    assert len(items(running)) >= done
    own_redis.start()

    wait_for(lambda: completed(running) and completed(waiting), 20)
    assert items(running) == list(range(40))


def test_a_worker_consumes_again_within_seconds_of_redis_coming_back(
    own_redis: processes.Server, start: Start, job: Make
) -> None:
    worker = start(processes.worker)
    wait_for(lambda: " ready." in worker.text())
    own_redis.kill()
    # By then Celery's own pauses would be 6 s and longer.
    wait_for(lambda: worker.text().count("Cannot connect") >= 3)
    own_redis.start()

    made = job()

    wait_for(lambda: completed(made), 4)
    assert order.state_of(made.pk) is not None


def test_a_job_survives_a_loss_of_all_database_sessions(
    start: Start, job: Make, worker_of: Worker
) -> None:
    start(worker_of)
    made = job(total=40, payload={"seconds": 0.05})
    wait_for(lambda: under_way(made))

    cut_every_session()

    wait_for(lambda: completed(made))
    assert items(made) == list(range(40))


def test_a_child_that_hangs_is_cut_off_and_writes_nothing_late(
    start: Start, job: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    hung = start(processes.worker)
    made = job(total=20, payload={"seconds": 0.05})
    wait_for(lambda: under_way(made))
    (child,) = hung.children()
    os.kill(child, signal.SIGSTOP)
    monkeypatch.setattr(rescue, "HANG_SECONDS", 0.5)

    wait_for(lambda: repair().rescued == 1, 5)
    start(processes.worker, name="other")
    wait_for(lambda: completed(made))
    os.kill(child, signal.SIGCONT)

    wait_for(lambda: "lease_lost" in hung.text() or "job_fault" in hung.text())
    assert items(made) == list(range(20))


def cut_every_session() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


def test_of_two_beats_one_acts(start: Start, settings: Any) -> None:
    first = start(processes.celery, "beat", "--loglevel=INFO")
    wait_for(lambda: "beat_acts" in first.text(), 20)
    second = start(processes.celery, "beat", "--loglevel=INFO")
    wait_for(lambda: "beat_waits" in second.text(), 20)

    first.kill()

    wait_for(lambda: "beat_acts" in second.text(), 10)
