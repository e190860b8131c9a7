"""The way to Redis, with a breaker: after a fault nobody waits for it again for a second."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, TypeVar

import structlog
from django.core.cache import cache
from redis import RedisError

from contract import redis_connection

log = structlog.get_logger(__name__)
T = TypeVar("T")

# After a fault, every call of this process fails at once for so long.
OPEN_SECONDS = 1.0


class Away(RedisError):
    """Redis does not answer, or did not a moment ago; every caller has a way on without it."""


class Breaker:
    """Lets calls through until one fails, then none for a while."""

    def __init__(self) -> None:
        self._closed_again_at = 0.0
        self._complained = False

    def is_open(self) -> bool:
        return time.monotonic() < self._closed_again_at

    def trip(self, error: Exception) -> None:
        self._closed_again_at = time.monotonic() + OPEN_SECONDS
        if not self._complained:
            log.warning("redis_away", error=str(error))
        self._complained = True

    def good(self) -> None:
        if self._complained:
            log.info("redis_back")
        self._complained = False
        self._closed_again_at = 0.0


breaker = Breaker()


def call(work: Callable[[Any], T]) -> T:
    """Return `work(client)`; raises Away where Redis is silent, or was a moment ago."""
    if breaker.is_open():
        raise Away("silent a moment ago")
    try:
        result = work(redis_connection.connection())
    except (RedisError, OSError) as error:
        breaker.trip(error)
        raise Away(str(error)) from error
    breaker.good()
    return result


def cached(key: str) -> Any:
    """Return what Django's cache keeps under `key`, None where that is nothing; raises Away."""
    return call(lambda _: cache.get(key))


def keep(key: str, value: Any, seconds: int) -> None:
    """Keep a value in Django's cache; raises Away."""
    call(lambda _: cache.set(key, value, seconds))
