"""The way to Redis, with a breaker: after a fault nobody waits for it again for a while."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, TypeVar

import structlog
from django.core.cache import cache
from redis import ConnectionError as NoConnection
from redis import RedisError
from redis import TimeoutError as NoAnswer

from contract import redis_connection

log = structlog.get_logger(__name__)
T = TypeVar("T")

# After a fault every call of this process fails at once for so long; twice as long after each further
# one in a row. One late answer is soon forgotten, a dead Redis is asked once a second.
FIRST_OPEN_SECONDS, LONGEST_OPEN_SECONDS = 0.1, 1.0
COMPLAINT_SECONDS = 60.0


class Away(RedisError):
    """Redis does not answer, or did not a moment ago; every caller has a way on without it."""


class Breaker:
    """Lets calls through until one fails, then none for a while, then one that tries."""

    def __init__(self) -> None:
        self._closed_again_at = 0.0
        self._faults = 0
        self._complained_at = -COMPLAINT_SECONDS

    def is_open(self) -> bool:
        return time.monotonic() < self._closed_again_at

    def lets_through(self) -> bool:
        """Return whether a call may go on. Once the breaker has been open, the first that may is alone
        for as long as it may take."""
        if self.is_open():
            return False
        if self._faults:
            self._closed_again_at = time.monotonic() + redis_connection.PATIENCE
        return True

    def trip(self, error: Exception) -> None:
        if not self._faults:
            log.warning("redis_away", error=str(error))
        seconds = min(LONGEST_OPEN_SECONDS, FIRST_OPEN_SECONDS * 2 ** min(self._faults, 10))
        self._closed_again_at = time.monotonic() + seconds
        self._faults += 1

    def good(self) -> None:
        if self._faults:
            log.info("redis_back")
        self._faults = 0
        self._closed_again_at = 0.0

    def complain(self, error: Exception) -> None:
        """Log what Redis refuses, not each time."""
        if time.monotonic() - self._complained_at >= COMPLAINT_SECONDS:
            self._complained_at = time.monotonic()
            log.warning("redis_refused", error=str(error))


breaker = Breaker()


def call(work: Callable[[Any], T]) -> T:
    """Return `work(client)`; raises Away where Redis is silent, or was a moment ago, and where it refuses
    this very thing, as it does once its memory is full: then it still has an ear for others."""
    if not breaker.lets_through():
        raise Away("silent a moment ago")
    try:
        result = work(redis_connection.connection())
    except (NoConnection, NoAnswer, OSError) as error:
        breaker.trip(error)
        raise Away(str(error)) from error
    except RedisError as error:
        breaker.good()
        breaker.complain(error)
        raise Away(str(error)) from error
    breaker.good()
    return result


def cached(key: str) -> Any:
    """Return what Django's cache keeps under `key`; None where that is nothing, or Redis is away."""
    try:
        return call(lambda _: cache.get(key))
    except Away:
        return None


def keep(key: str, value: Any, seconds: int) -> None:
    """Keep a value in Django's cache, if Redis is there."""
    try:
        call(lambda _: cache.set(key, value, seconds))
    except Away:
        return


def remembered(key: str, seconds: int, work: Callable[[], T]) -> T:
    """Return what `work` returned at most so many seconds ago, or else what it does now: once, whatever
    Redis does. None is not remembered."""
    found = cached(key)
    if found is None:
        found = work()
        keep(key, found, seconds)
    return found
