"""What follows a change of a job's state, once it is committed: Redis and the sockets learn of it."""

from __future__ import annotations

from contextlib import suppress
from copy import copy
from typing import Any

from jobqueue import order, progress, publisher, redis_link
from jobqueue.models import AnalysisJob


def settle(job: AnalysisJob) -> None:
    """Bring order and live view in step with the row, and send its state to the sockets. Where Redis is
    away, repair makes up for it."""
    body = progress.body(job)
    with suppress(redis_link.Away):
        redis_link.call(lambda redis: _write(redis, job, body, progress.state(job)))


def note(job: AnalysisJob) -> None:
    """Bring order, band and request in step with the row, and leave the live state as it is; the
    sockets learn of a new priority. Where Redis is away, repair makes up for it."""
    body = progress.progress_body(copy(job))
    with suppress(redis_link.Away):
        redis_link.call(lambda redis: _write(redis, job, body))


def _write(
    redis: Any, job: AnalysisJob, body: dict[str, Any], state: dict[str, Any] | None = None
) -> None:
    pipe = redis.pipeline(transaction=False)
    order.place(pipe, job, state)
    type = publisher.type_of(body)
    if publisher.wanted(type):
        payload = publisher.packed(type, body)
        for group in publisher.groups_of(job.pk, job.user_id):
            pipe.publish(publisher.channel(group), payload)
    pipe.execute()
