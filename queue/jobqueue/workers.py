"""Which workers are alive: each says so in Redis every few seconds."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from jobqueue import order, redis_link, sessions
from jobqueue.models import AnalysisJob
from jobqueue.redis_link import Away
from jobqueue.states import Status

EVERY_SECONDS = 2.0
# Silent for longer than this, and a worker counts as gone.
GONE_SECONDS = 15.0
WORKERS = f"{order.PREFIX}:workers"


@dataclass(frozen=True, kw_only=True)
class Worker:
    """A worker that said it was alive a moment ago; `job_id` is what it runs, if anything."""

    name: str
    last_heartbeat: datetime
    job_id: str | None

    @property
    def state(self) -> str:
        return "busy" if self.job_id else "idle"


def say_alive(name: str) -> None:
    """Note that the worker `name`, as in analysis@host, consumes its queues."""
    try:
        redis_link.call(lambda redis: redis.hset(WORKERS, name, json.dumps({"at": time.time()})))
    except Away:
        return


def say_goodbye(name: str) -> None:
    try:
        redis_link.call(lambda redis: redis.hdel(WORKERS, name))
    except Away:
        return


def alive() -> list[Worker]:
    """Return the workers that said so within 15 s, by name; none where Redis is away."""
    try:
        said: dict[str, str] = redis_link.call(lambda redis: redis.hgetall(WORKERS))
    except Away:
        return []
    oldest = time.time() - GONE_SECONDS
    heard = {name: json.loads(text)["at"] for name, text in said.items()}
    running = _running()
    return [
        Worker(
            name=name,
            last_heartbeat=datetime.fromtimestamp(at, UTC),
            job_id=running.get(name[: sessions.SHORT]),
        )
        for name, at in sorted(heard.items())
        if at >= oldest
    ]


def _running() -> dict[str, str]:
    held: Any = AnalysisJob.objects.filter(status=Status.IN_PROGRESS).values_list("owner", "pk")
    return {sessions.worker_of(owner): str(pk) for owner, pk in held}
