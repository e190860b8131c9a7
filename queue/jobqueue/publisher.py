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

from jobqueue import redis_link
from jobqueue.states import ENDED

# The group of the pages that watch the whole queue: those of staff.
QUEUE = "queue"


def job_group(job_id: UUID | str) -> str:
    return f"job.{job_id}"


def user_group(user_id: int) -> str:
    return f"user.{user_id}"


def groups_of(job_id: UUID | str, user_id: int) -> list[str]:
    """Return who is told of a job: those that watch it, its user's pages, those of the queue."""
    return [job_group(job_id), user_group(user_id), QUEUE]


def publish(groups: Iterable[str], type: str, data: dict[str, Any]) -> None:
    """Send one message to every socket of each group; lost without a word when Redis is away, as
    the next state, or the next connect, makes up for it."""
    payload = packed(type, data)

    def send(redis: Any) -> None:
        for group in groups:
            redis.publish(channel(group), payload)

    try:
        redis_link.call(send)
    except redis_link.Away:
        return


def publish_job(job_id: UUID | str, user_id: int, body: dict[str, Any]) -> None:
    """Send the progress of a job to all who are told of it."""
    type = type_of(body)
    if wanted(type):
        publish(groups_of(job_id, user_id), type, body)


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
