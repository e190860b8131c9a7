"""What follows a change of a job's state, once it is committed: Redis and the sockets learn of it."""

from __future__ import annotations

from typing import Any

from jobqueue import order, progress, publisher, redis_link
from jobqueue.models import AnalysisJob


def settle(job: AnalysisJob) -> bool:
    """Bring order and live view in step with the row, and send its state to the sockets.

    Returns False where Redis is away: repair makes up for it."""
    body = progress.body(job)
    type = publisher.type_of(body)
    payload = publisher.packed(type, body) if publisher.wanted(type) else None

    def write(redis: Any) -> None:
        pipe = redis.pipeline(transaction=False)
        order.place(pipe, job, progress.state(job))
        if payload is not None:
            for group in publisher.groups_of(job.pk, job.user_id):
                pipe.publish(publisher.channel(group), payload)
        pipe.execute()

    try:
        redis_link.call(write)
    except redis_link.Away:
        return False
    return True


def note(job: AnalysisJob) -> None:
    """Bring order, band and request in step with the row, and leave the live state as it is."""

    def write(redis: Any) -> None:
        pipe = redis.pipeline(transaction=False)
        order.place(pipe, job)
        pipe.execute()

    try:
        redis_link.call(write)
    except redis_link.Away:
        return
