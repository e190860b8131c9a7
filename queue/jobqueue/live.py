"""What follows a change of a job's state, once it is committed: Redis and the sockets learn of it."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from copy import copy
from typing import Any

import structlog

from contract import redis_link
from jobqueue import order, progress, publisher
from jobqueue.models import AnalysisJob

log = structlog.get_logger(__name__)


def settle(job: AnalysisJob) -> None:
    """Bring order and live view in step with the row, and send its state to the sockets. Where Redis is
    away, repair makes up for it."""
    settle_all([job])


def settle_all(jobs: Sequence[AnalysisJob]) -> None:
    """Do so for several jobs, in one exchange with Redis; a fault of one is its own."""
    told = []
    for job in jobs:
        try:
            told.append((job, progress.body(job), progress.state(job)))
        except Exception:
            log.exception("not_settled", job=str(job.pk))
    _send(told)


def note(job: AnalysisJob) -> None:
    """Bring order, band and request in step with the row, and leave the live state as it is; the
    sockets learn of a new priority. Where Redis is away, repair makes up for it."""
    _send([(job, progress.progress_body(copy(job)), None)])


def _send(told: Sequence[tuple[AnalysisJob, dict[str, Any], dict[str, Any] | None]]) -> None:
    """Place each job, keep its state where there is one, and publish its body."""

    def write(redis: Any) -> None:
        pipe = redis.pipeline(transaction=False)
        for job, body, state in told:
            order.place(pipe, job, state)
            _publish(pipe, job, body)
        pipe.execute()

    with suppress(redis_link.Away):
        redis_link.call(write)


def _publish(pipe: Any, job: AnalysisJob, body: dict[str, Any]) -> None:
    type = publisher.type_of(body)
    if publisher.wanted(type):
        payload = publisher.packed(type, body)
        for group in publisher.groups_of(job.pk, job.user_id):
            pipe.publish(publisher.channel(group), payload)
