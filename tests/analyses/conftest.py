from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from analyses.duplicates import analyses, hold
from analyses.duplicates.models import DuplicateAnalysis
from analyses.duplicates.parameters import Parameters
from contract import redis_connection
from contract.throttles import PREFIX
from jobqueue import order, stopping, worker


@pytest.fixture(autouse=True)
def _quiet_redis() -> Iterator[None]:
    """Each test begins with an empty order, unused limits, no tickets and no wish to stop."""
    stopping.withdraw()
    client = redis_connection.connection()
    for pattern in (f"{order.PREFIX}:*", f"{PREFIX}*", "analysis.*", "maintenance*"):
        if keys := list(client.scan_iter(pattern)):
            client.delete(*keys)
    yield
    stopping.withdraw()


@pytest.fixture
def start(alice) -> Callable[..., DuplicateAnalysis]:
    """Return a starter of analyses of Alice's."""

    def begin(*, full: bool = False, **parameters) -> DuplicateAnalysis:
        asked = Parameters(**parameters)
        return analyses.start(alice, asked, force_refresh=True, full=full).analysis

    return begin


@pytest.fixture
def looks_always(monkeypatch) -> None:
    """A small library is done within the pause between two looks at the queue."""
    monkeypatch.setattr(hold, "LOOK_SECONDS", 0.0)


@pytest.fixture
def run(start) -> Callable[..., DuplicateAnalysis]:
    """Return a maker of analyses that have run."""

    def whole(**parameters) -> DuplicateAnalysis:
        analysis = start(**parameters)
        assert worker.run_one("analysis")
        analysis.refresh_from_db()
        return analysis

    return whole
