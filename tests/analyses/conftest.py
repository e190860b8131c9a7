from __future__ import annotations

from collections.abc import Iterator

import pytest

from contract import redis_connection
from contract.throttles import PREFIX
from jobqueue import order, redis_link, stopping


@pytest.fixture(autouse=True)
def _quiet_redis() -> Iterator[None]:
    """Each test begins with an empty order, unused limits, no tickets and no wish to stop."""
    redis_link.breaker = redis_link.Breaker()
    stopping.withdraw()
    client = redis_connection.connection()
    for pattern in (f"{order.PREFIX}:*", f"{PREFIX}*", "analysis.*", "maintenance"):
        if keys := list(client.scan_iter(pattern)):
            client.delete(*keys)
    yield
    stopping.withdraw()
