from __future__ import annotations

import json
import time
from collections.abc import Callable

import pytest
from django.db import connection

from contract import redis_connection, redis_link
from jobqueue import sessions, transitions, workers
from jobqueue.models import AnalysisJob
from tests.jobqueue import processes

Make = Callable[..., AnalysisJob]


def said(name: str, seconds_ago: float) -> None:
    at = json.dumps({"at": time.time() - seconds_ago})
    redis_connection.connection().hset(workers.WORKERS, name, at)


@pytest.mark.parametrize(("seconds", "names"), [(14, ["analysis@here"]), (16, [])])
def test_a_worker_is_alive_while_it_says_so(seconds: float, names: list[str]) -> None:
    said("analysis@here", seconds)

    assert [worker.name for worker in workers.alive()] == names


@pytest.mark.parametrize(
    ("seconds", "states"), [(14, ["idle"]), (16, ["gone"]), (3590, ["gone"]), (3610, [])]
)
def test_a_silent_worker_is_shown_as_gone_for_an_hour(seconds: float, states: list[str]) -> None:
    said("analysis@here", seconds)

    assert [worker.state for worker in workers.heard_of()] == states


@pytest.mark.parametrize(("hours", "left"), [(23.9, 1), (24.1, 0)])
def test_a_worker_silent_for_a_day_is_forgotten(hours: float, left: int) -> None:
    said("analysis@killed", hours * 3600)

    assert workers.forget_silent() == 1 - left
    assert redis_connection.connection().hlen(workers.WORKERS) == left


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("analysis@here", "analysis"),
        ("analysis-priority@here", "analysis"),
        ("maintenance-priority@here", "maintenance"),
        ("web@here", "other"),
    ],
)
def test_a_name_tells_the_kind(name: str, kind: str) -> None:
    assert workers.kind_of(name) == kind


def test_a_worker_that_leaves_is_gone_at_once() -> None:
    workers.say_alive("analysis@here")
    workers.say_goodbye("analysis@here")

    assert workers.alive() == []


def test_a_worker_is_shown_with_its_job(job: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sessions, "_worker", "analysis@a-host-with-quite-a-long-name.example.org")
    workers.say_alive("analysis@a-host-with-quite-a-long-name.example.org")
    running = transitions.claim(job().pk, slot=1)
    assert running is not None

    (worker,) = workers.alive()

    assert (worker.job_id, worker.state) == (str(running.pk), "busy")


def test_with_redis_away_no_worker_is_known(own_redis: processes.Server) -> None:
    own_redis.kill()

    assert workers.alive() == []
    with pytest.raises(redis_link.Away):
        workers.heard_of()


@pytest.mark.django_db(transaction=True)
def test_every_session_of_a_process_carries_its_name() -> None:
    connection.close()

    with connection.cursor() as cursor:
        cursor.execute("SHOW application_name")
        assert cursor.fetchone() == (sessions.owner(),)


def test_a_name_is_never_cut_by_postgresql(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sessions, "_worker", "analysis@" + "x" * 200)

    assert len(sessions.owner().encode()) <= 63


@pytest.mark.parametrize("hours", [-1, 1])
def test_a_worker_lives_though_the_clock_of_its_host_is_wrong(
    monkeypatch: pytest.MonkeyPatch, hours: int
) -> None:
    real = time.time
    monkeypatch.setattr(time, "time", lambda: real() + hours * 3600)

    workers.say_alive("analysis@there")

    monkeypatch.undo()
    assert [worker.state for worker in workers.alive()] == ["idle"]
    assert abs(workers.alive()[0].last_heartbeat.timestamp() - real()) < 60
