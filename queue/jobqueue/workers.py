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
from jobqueue.states import Kind, Status

EVERY_SECONDS = 2.0
# Silent for longer than this, and a worker counts as gone.
GONE_SECONDS = 15.0
WORKERS = f"{order.PREFIX}:workers"
STARTS = f"{order.PREFIX}:worker_starts"


@dataclass(frozen=True, kw_only=True)
class Worker:
    """A worker that said it was alive a moment ago; `job_id` is what it runs, if anything."""

    name: str
    last_heartbeat: datetime
    job_id: str | None
    # When it began to consume, where it says so.
    since: datetime | None = None

    @property
    def state(self) -> str:
        return "busy" if self.job_id else "idle"


def say_alive(name: str, since: float | None = None) -> None:
    """Note that the worker `name`, as in analysis@host, consumes its queues, `since` that time in
    seconds of the Unix clock, which is now where it is not given."""
    now = time.time()
    said = json.dumps({"at": now, "since": now if since is None else since})
    try:
        redis_link.call(lambda redis: redis.hset(WORKERS, name, said))
    except Away:
        return


def count_start(name: str) -> None:
    """Count that a process of the worker `name` has started; restarts are seen by it."""
    kind = next((kind for kind in Kind.values if name.startswith(kind)), "other")
    try:
        redis_link.call(lambda redis: redis.hincrby(STARTS, kind, 1))
    except Away:
        return


def starts() -> dict[str, int]:
    """Return how many processes of each kind of worker have started. Raises Away."""
    counted: dict[str, str] = redis_link.call(lambda redis: redis.hgetall(STARTS))
    return {kind: int(number) for kind, number in counted.items()}


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
    heard = {name: json.loads(text) for name, text in said.items()}
    running = _running()
    return [
        Worker(
            name=name,
            last_heartbeat=datetime.fromtimestamp(one["at"], UTC),
            job_id=running.get(name[: sessions.SHORT]),
            since=datetime.fromtimestamp(one.get("since", one["at"]), UTC),
        )
        for name, one in sorted(heard.items())
        if one["at"] >= oldest
    ]


def _running() -> dict[str, str]:
    held: Any = AnalysisJob.objects.filter(status=Status.IN_PROGRESS).values_list("owner", "pk")
    return {sessions.worker_of(owner): str(pk) for owner, pk in held}
