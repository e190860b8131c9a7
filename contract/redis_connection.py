"""Redis for what is short-lived here: counters of throttles, one-time tickets."""

from __future__ import annotations

from functools import lru_cache

from django.conf import settings
from redis import Redis
from redis.backoff import NoBackoff
from redis.retry import Retry

# A request waits no longer for a Redis that is silent; every caller has a way on without it.
TIMEOUT_SECONDS = 0.1


def connection() -> Redis:
    """Return this process's client; its calls raise `redis.RedisError` when Redis is silent."""
    return _connect(settings.REDIS_URL)


@lru_cache(maxsize=4)
def _connect(url: str) -> Redis:
    return Redis.from_url(
        url,
        socket_timeout=TIMEOUT_SECONDS,
        socket_connect_timeout=TIMEOUT_SECONDS,
        # redis-py tries three times more by default, with seconds between.
        retry=Retry(NoBackoff(), 0),
        decode_responses=True,
    )
