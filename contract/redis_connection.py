"""Redis for what is short-lived here: counters of throttles, one-time tickets."""

from __future__ import annotations

from functools import lru_cache

from django.conf import settings
from redis import Redis
from redis.backoff import NoBackoff
from redis.retry import Retry

# Nobody waits longer for a Redis that is silent, in seconds: every caller has a way on without it. A
# request, for which a person waits, has less patience than a worker.
PATIENCE, PATIENCE_OF_WEB = 0.1, 0.05


def connection() -> Redis:
    """Return this process's client; its calls raise `redis.RedisError` when Redis is silent."""
    return _connect(settings.REDIS_URL, PATIENCE_OF_WEB if settings.PROCESS == "web" else PATIENCE)


@lru_cache(maxsize=4)
def _connect(url: str, timeout: float) -> Redis:
    return Redis.from_url(
        url,
        socket_timeout=timeout,
        socket_connect_timeout=timeout,
        # redis-py tries three times more by default, with seconds between.
        retry=Retry(NoBackoff(), 0),
        decode_responses=True,
    )
