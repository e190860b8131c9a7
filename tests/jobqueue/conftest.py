from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from contract import redis_connection
from jobqueue import jobs, order, slots, stopping
from jobqueue.models import AnalysisJob, Band
from tests.jobqueue import counting, processes


@pytest.fixture(autouse=True)
def _counting_job(db: None) -> None:
    counting.register()
    with connection.cursor() as cursor:
        cursor.execute(counting.TABLE)
        cursor.execute("DELETE FROM counted")


@pytest.fixture(autouse=True)
def _quiet_redis() -> Iterator[None]:
    """Each test begins with an empty order, no tickets and no wish to stop."""
    stopping.withdraw()
    client = redis_connection.connection()
    for pattern in (f"{order.PREFIX}:*", "analysis.*", "maintenance*"):
        if keys := list(client.scan_iter(pattern)):
            client.delete(*keys)
    yield
    stopping.withdraw()


@pytest.fixture
def job(alice: Any) -> Callable[..., AnalysisJob]:
    """Return a maker of counting jobs of Alice's."""

    def make(total: int = 3, band: int = Band.MEDIUM, **fields: Any) -> AnalysisJob:
        wanted = {"type": counting.COUNTING, "user": alice, "band": band, "total": total}
        return jobs.enqueue(**wanted | fields)

    return make


@pytest.fixture
def slot() -> Iterator[slots.Slot]:
    """Return a held slot of analyses: the only one."""
    held = slots.acquire("analysis")
    assert held is not None
    with held:
        yield held


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., processes.Process]]:
    """Return a starter of real processes; all are killed at the end."""
    with ExitStack() as stack:
        count = 0

        def begin(make: Callable[..., processes.Process], *given: str, **rest: str) -> Any:
            nonlocal count
            count += 1
            process = make(tmp_path / f"process{count}.log", *given, **rest)
            # Shown where the test fails.
            stack.callback(lambda: print(process.text()[-5000:]))
            stack.callback(process.kill)
            return process

        yield begin


@pytest.fixture
def own_redis(tmp_path: Path, settings: Any) -> Iterator[processes.Server]:
    """Return a Redis of this test's own, which the product uses while the test lasts."""
    server = processes.Server(tmp_path)
    server.start()
    settings.REDIS_URL = server.url
    yield server
    server.kill()
