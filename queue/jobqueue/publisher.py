"""The one place that sends to sockets.

It writes the private format of channels-redis' pub/sub layer (4.3) straight to Redis: 28,000
messages a second from a worker, where the layer's own `group_send` opens a connection for each.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

import msgpack
from django.conf import settings

from contract import redis_link
from jobqueue.states import ENDED

# The group of the pages that watch the whole queue: those of staff.
QUEUE = "queue"


def job_group(job_id: UUID | str) -> str:
    return f"job.{job_id}"


def user_group(user_id: int) -> str:
    return f"user.{user_id}"


def account_group(user_id: int) -> str:
    """Return the group of all sockets that a user has opened, whatever they show."""
    return f"account.{user_id}"


def groups_of(job_id: UUID | str, user_id: int) -> list[str]:
    """Return who is told of a job: those that watch it, its user's pages, those of the queue."""
    return [job_group(job_id), user_group(user_id), QUEUE]


def publish(groups: Iterable[str], type: str, data: dict[str, Any]) -> None:
    """Send one message to every socket of each group; lost without a word when Redis is away, as
    the next state, or the next connect, makes up for it."""
    _send(groups, packed(type, data))


def send_off(user_ids: Iterable[int]) -> None:
    """Close every socket of these users; whoever may still log in comes again by itself."""
    _send(map(account_group, user_ids), msgpack.packb({"type": "come_again"}))


def _send(groups: Iterable[str], payload: bytes) -> None:
    def send(redis: Any) -> None:
        for group in groups:
            redis.publish(channel(group), payload)

    try:
        redis_link.call(send)
    except redis_link.Away:
        return


def type_of(body: dict[str, Any]) -> str:
    return "finished" if body["status"] in ENDED else "progress"


def wanted(type: str) -> bool:
    """Return whether messages of this type go out; without real-time progress pages poll."""
    return settings.ENABLE_REAL_TIME_PROGRESS or type != "progress"


def channel(group: str) -> str:
    layer: Any = settings.CHANNEL_LAYERS["default"]
    return f"{layer['CONFIG']['prefix']}__group__{group}"


def packed(type: str, data: dict[str, Any]) -> bytes:
    return msgpack.packb({"type": "forward", "message": {"type": type, "data": data}})
