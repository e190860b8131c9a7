"""Jobs read from the database, brought up to what Redis knows beyond their rows."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from contract import redis_link
from jobqueue import order, progress
from jobqueue.models import AnalysisJob


def bring_up_to_date(jobs: Sequence[AnalysisJob]) -> None:
    """Put the live state over those of `jobs` that are open, in one round trip; where Redis is away
    they stay as their rows are, up to five seconds behind."""
    still_open = [job for job in jobs if not job.is_ended]
    if not still_open:
        return
    try:
        states = redis_link.call(lambda redis: _states(redis, still_open))
    except redis_link.Away:
        return
    for job, text in zip(still_open, states, strict=True):
        progress.overlay(job, json.loads(text) if text else None)


def _states(redis: Any, jobs: Sequence[AnalysisJob]) -> list[str | None]:
    pipe = redis.pipeline(transaction=False)
    for job in jobs:
        pipe.hget(order.job_key(job.pk), "state")
    found: list[str | None] = pipe.execute()
    return found
