"""So many a minute or an hour: windows in Redis that slide, exact under parallel requests."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from time import time
from typing import Any
from uuid import uuid4

from django.conf import settings
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle
from rest_framework.views import APIView

from contract import redis_link
from contract.addresses import client_address
from contract.exceptions import RateLimited

log = logging.getLogger(__name__)

PREFIX = "musicdb:throttle:"

# KEYS are windows; ARGV: now, seconds, member, then a limit for each window. Takes a place in all of
# them or in none. Returns 0, or in how many milliseconds the fullest window has a place again.
TAKE = """
local now, seconds, member = tonumber(ARGV[1]), tonumber(ARGV[2]), ARGV[3]
local wait = 0
for i, key in ipairs(KEYS) do
  redis.call('ZREMRANGEBYSCORE', key, '-inf', now - seconds)
  local over = redis.call('ZCARD', key) - tonumber(ARGV[3 + i])
  if over >= 0 then
    local freeing = redis.call('ZRANGE', key, over, over, 'WITHSCORES')
    wait = math.max(wait, math.ceil((tonumber(freeing[2] or now) + seconds - now) * 1000), 1)
  end
end
if wait > 0 then return wait end
for _, key in ipairs(KEYS) do
  redis.call('ZADD', key, now, member)
  redis.call('EXPIRE', key, math.ceil(seconds))
end
return 0
"""


def take(windows: Mapping[str, int], seconds: int) -> str:
    """Take a place in each window (name → limit) of `seconds`; return the place's name.

    Raises RateLimited, having taken none, where one is full; `redis_link.Away` where Redis is
    silent, and the caller says whether that closes the way."""
    place = uuid4().hex
    keys = [PREFIX + name for name in windows]
    given = [*keys, time(), seconds, place, *windows.values()]
    wait = int(redis_link.call(lambda redis: redis.eval(TAKE, len(keys), *given)))
    if wait:
        raise RateLimited(wait / 1000)
    return place


def give_back(windows: Mapping[str, int], place: str) -> None:
    """Free a place again: what it was taken for does not count after all."""

    def free(redis: Any) -> None:
        pipeline = redis.pipeline(transaction=False)
        for name in windows:
            pipeline.zrem(PREFIX + name, place)
        pipeline.execute()

    redis_link.call(free)


def spend(name: str, limit: int, seconds: int) -> None:
    """Count one of `name`; raises RateLimited where there were `limit` in the last `seconds`.

    With Redis silent everything is let through: work must not stop for a counter."""
    try:
        take({name: limit}, seconds)
    except redis_link.Away as error:
        log.warning("throttle %s is open, Redis is silent: %s", name.split(":")[0], error)


class RateThrottle(BaseThrottle):
    """For `throttle_classes` of a view: `setting` names the limit; a user, else an address, has it.

    Reading is not counted."""

    setting: str
    seconds = 60
    methods = frozenset({"POST", "PUT", "PATCH", "DELETE"})

    def allow_request(self, request: Request, view: APIView) -> bool:
        if request.method not in self.methods:
            return True
        spend(
            f"{self.setting}:{self.caller(request)}", getattr(settings, self.setting), self.seconds
        )
        return True

    def caller(self, request: Request) -> str:
        if request.user.is_authenticated:
            return f"user:{request.user.pk}"
        return f"address:{client_address(request)}"


class AddressThrottle(RateThrottle):
    """The same, by address always: for what is done before anybody is known."""

    def caller(self, request: Request) -> str:
        return f"address:{client_address(request)}"
