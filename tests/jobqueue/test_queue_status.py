"""`manage.py queue status` says who works, and what nobody takes."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from io import StringIO

from django.core.management import call_command

from contract import redis_connection
from jobqueue import inspection, workers
from jobqueue.models import AnalysisJob
from tests.jobqueue import processes

Make = Callable[..., AnalysisJob]


def lines() -> list[str]:
    out = StringIO()
    call_command("queue", "status", stdout=out)
    return out.getvalue().splitlines()


def said(name: str, seconds_ago: float, **used: float) -> None:
    at = json.dumps({"at": time.time() - seconds_ago} | used)
    redis_connection.connection().hset(workers.WORKERS, name, at)


def test_a_worker_of_the_other_kind_does_not_consume(job: Make) -> None:
    workers.say_alive("maintenance@here")
    job()

    found = inspection.status()

    assert (found["consumed"], found["lacking"]) == (False, ["analysis"])
    assert "no worker for analysis" in lines()[-1]


def test_what_waits_is_consumed_by_a_worker_of_its_kind(job: Make) -> None:
    workers.say_alive("analysis@here")
    job()

    assert inspection.status()["consumed"] is True
    assert "Nothing is consuming" not in lines()[-1]


def test_an_empty_queue_lacks_nobody() -> None:
    assert inspection.status()["consumed"] is True


def test_with_redis_away_nobody_knows(job: Make, own_redis: processes.Server) -> None:
    job()
    own_redis.kill()

    assert inspection.status()["consumed"] is None
    assert lines()[-1] == "Redis does not answer: nobody knows which workers are alive."


def test_a_worker_is_listed_with_its_memory() -> None:
    said("analysis@here", 1, memory_bytes=412 * 1024**2)

    assert lines()[-1] == "analysis@here is idle, 412 MB"


def test_a_silent_worker_is_listed_as_gone(job: Make) -> None:
    said("analysis@here", 40)
    job()

    assert "analysis@here is gone, last heard of 40 s ago" in lines()
    assert inspection.status()["consumed"] is False
