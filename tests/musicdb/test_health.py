"""/health/live asks nobody; /health/ready says what is down."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from jobqueue import slots, workers

pytestmark = pytest.mark.django_db

NOWHERE = "redis://127.0.0.1:1/0"


@pytest.fixture
def two_workers() -> Iterator[None]:
    names = ["analysis@here", "maintenance@here"]
    for name in names:
        workers.say_alive(name)
    yield
    for name in names:
        workers.say_goodbye(name)


@pytest.fixture
def beat() -> Iterator[None]:
    with slots.connect() as session:
        assert slots.try_lock(session, slots.BEAT_SPACE, 1)
        yield


@pytest.fixture
def no_redis(settings: Any) -> None:
    settings.REDIS_URL = NOWHERE


@pytest.fixture
def no_database(monkeypatch: pytest.MonkeyPatch) -> None:
    nowhere = {"host": "/nowhere", "dbname": "musicdb"}
    monkeypatch.setattr("jobqueue.sessions.parameters", lambda: nowhere)


def test_a_process_lives_without_any_server(
    client: Client, no_redis: None, no_database: None
) -> None:
    answer = client.get("/health/live")

    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


def test_all_up_is_ready(client: Client, two_workers: None, beat: None) -> None:
    answer = client.get("/health/ready")

    assert answer.status_code == 200
    assert set(answer.json()["checks"]) == {"database", "redis", "analysis", "maintenance", "beat"}
    assert set(answer.json()["checks"].values()) == {"ok"}


def test_a_missing_worker_is_named(client: Client, two_workers: None, beat: None) -> None:
    workers.say_goodbye("analysis@here")

    answer = client.get("/health/ready")

    assert answer.status_code == 503
    assert answer.json()["error"]["down"] == ["analysis"]


def test_a_worker_that_fell_silent_counts_as_gone(
    client: Client, two_workers: None, beat: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workers, "GONE_SECONDS", -1.0)

    assert client.get("/health/ready").json()["error"]["down"] == ["analysis", "maintenance"]


def test_a_missing_beat_is_named(client: Client, two_workers: None) -> None:
    assert client.get("/health/ready").json()["error"]["down"] == ["beat"]


def test_a_silent_redis_is_named(client: Client, beat: None, no_redis: None) -> None:
    answer = client.get("/health/ready")

    assert answer.status_code == 503
    assert answer.json()["checks"]["redis"] == "Redis does not answer"
    assert answer.json()["checks"]["database"] == "ok"


def test_a_silent_database_is_named(client: Client, two_workers: None, no_database: None) -> None:
    answer = client.get("/health/ready")

    assert answer.status_code == 503
    assert answer.json()["checks"]["database"] == "PostgreSQL does not answer"
    assert answer.json()["checks"]["redis"] == "ok"


def test_the_answer_has_the_shape_of_errors(client: Client) -> None:
    body = client.get("/health/ready").json()

    assert body["success"] is False
    assert body["error"]["code"] == "QUEUE_UNAVAILABLE"
    assert "analysis" in body["error"]["message"]


def test_it_is_never_kept_by_a_proxy(client: Client) -> None:
    assert "no-store" in client.get("/health/live")["Cache-Control"]
