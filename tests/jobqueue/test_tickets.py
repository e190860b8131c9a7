"""What a worker leaves behind for the others when it has run a job."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from celery import signals

from contract import redis_connection
from jobqueue import registry, stopping, tasks
from jobqueue.models import AnalysisJob, Band, Status
from jobqueue.run import Run
from tests.jobqueue import counting

STOPPED = "STOPPED"
Make = Callable[..., AnalysisJob]
pytestmark = pytest.mark.django_db(transaction=True)


class Stopped(counting.Counting):
    """Is told to leave in the middle, as by SIGTERM."""

    def run(self, run: Run) -> None:
        stopping.request()
        run.checkpoint()


def test_a_worker_that_stops_leaves_a_ticket_for_what_it_stopped(job: Make) -> None:
    registry.register(STOPPED, Stopped())
    stopped = job(type=STOPPED)
    client = redis_connection.connection()
    client.delete("analysis.high", "analysis.medium", "analysis.low")

    tasks.run_next()

    stopped.refresh_from_db()
    assert stopped.status == Status.INTERRUPTED
    assert client.llen("analysis.high") == 1


def test_a_worker_leaves_a_ticket_for_each_kind_when_it_consumes_no_more(db: None) -> None:
    """What it fetched while it stopped is lost with it."""
    client = redis_connection.connection()
    client.delete("analysis.high", "maintenance.jobs")

    signals.worker_shutdown.send(sender=None)

    assert client.llen("analysis.high") == client.llen("maintenance.jobs") == 1


def test_an_export_is_told_of_however_many_mails_wait(db: None) -> None:
    """The length that says whether a ticket is needed is that of tickets alone."""
    client = redis_connection.connection()
    client.delete("maintenance.jobs", "maintenance")
    client.rpush("maintenance", *(f"mail {n}" for n in range(50)))

    assert tasks.send_ticket("maintenance", Band.MEDIUM)

    assert client.llen("maintenance.jobs") == 1


def test_a_repair_that_failed_asks_for_no_other(db: None) -> None:
    client = redis_connection.connection()
    client.delete("maintenance")

    signals.task_failure.send(sender=tasks.repair_queue)
    assert client.llen("maintenance") == 0
    signals.task_failure.send(sender=tasks.run_next)
    assert client.llen("maintenance") == 1


def test_a_ticket_that_comes_to_a_worker_on_its_way_out_is_passed_on(job: Make) -> None:
    job()
    client = redis_connection.connection()
    client.delete("analysis.high", "analysis.medium", "analysis.low")
    stopping.request()

    tasks.run_next()

    assert client.llen("analysis.high") == 1
