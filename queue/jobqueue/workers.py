"""Which workers are alive: each says so in Redis every few seconds, and what it uses."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from contract import redis_link
from contract.redis_link import Away
from jobqueue import order, resources, sessions
from jobqueue.models import AnalysisJob
from jobqueue.states import Kind, Status

EVERY_SECONDS = 2.0
# Silent for longer than this, and a worker counts as gone.
GONE_SECONDS = 15.0
# For so long a worker that is gone is shown as such; then it is forgotten.
SHOWN_SECONDS = 3600.0
FORGOTTEN_SECONDS = 24 * 3600.0
WORKERS = f"{order.PREFIX}:workers"
STARTS = f"{order.PREFIX}:worker_starts"
CPU = f"{order.PREFIX}:worker_cpu"

# What this process has added to the CPU seconds of its kind so far.
_cpu_told = 0.0


@dataclass(frozen=True, kw_only=True)
class Worker:
    """A worker by its last sign of life; `job_id` is what it runs, if anything."""

    name: str
    last_heartbeat: datetime
    job_id: str | None
    # When it began to consume, where it says so.
    since: datetime | None = None
    # What it and its children use, where its system tells.
    cpu_seconds: float | None = None
    memory_bytes: int | None = None
    child_memory_bytes: int | None = None
    gone: bool = False

    @property
    def state(self) -> str:
        """Return busy or idle; gone where it has been silent for too long."""
        if self.gone:
            return "gone"
        return "busy" if self.job_id else "idle"

    @property
    def kind(self) -> str:
        return kind_of(self.name)


def kind_of(name: str) -> str:
    """Return which jobs the worker `name` runs: names begin with it, as in analysis@host."""
    return next((kind for kind in Kind.values if name.startswith(kind)), "other")


def say_alive(name: str, since: float | None = None) -> None:
    """Note that the worker `name`, as in analysis@host, consumes its queues, `since` that time in
    seconds of the Unix clock, which is now where it is not given; and what its processes use."""
    global _cpu_told
    try:
        now = _now()
    except Away:
        return
    used = resources.used()
    said = {"at": now, "since": now if since is None else since} | (asdict(used) if used else {})
    cpu = max(used.cpu_seconds if used else 0.0, _cpu_told)

    def write(redis: Any) -> None:
        pipe = redis.pipeline()
        pipe.hset(WORKERS, name, json.dumps(said))
        pipe.hincrbyfloat(CPU, kind_of(name), cpu - _cpu_told)
        pipe.execute()

    try:
        redis_link.call(write)
    except Away:
        return
    _cpu_told = cpu


def count_start(name: str) -> None:
    """Count that a process of the worker `name` has started; restarts are seen by it."""
    try:
        redis_link.call(lambda redis: redis.hincrby(STARTS, kind_of(name), 1))
    except Away:
        return


def starts() -> dict[str, int]:
    """Return how many processes of each kind of worker have started. Raises Away."""
    counted: dict[str, str] = redis_link.call(lambda redis: redis.hgetall(STARTS))
    return {kind: int(number) for kind, number in counted.items()}


def cpu_seconds() -> dict[str, float]:
    """Return the CPU seconds of all workers of each kind, those included that have left. Raises Away."""
    told: dict[str, str] = redis_link.call(lambda redis: redis.hgetall(CPU))
    return {kind: float(seconds) for kind, seconds in told.items()}


def say_goodbye(name: str) -> None:
    try:
        redis_link.call(lambda redis: redis.hdel(WORKERS, name))
    except Away:
        return


def alive() -> list[Worker]:
    """Return the workers that said so within 15 s, by name; none where Redis is away."""
    try:
        return [worker for worker in heard_of() if not worker.gone]
    except Away:
        return []


def heard_of() -> list[Worker]:
    """Return the workers that gave a sign of life within the hour, by name, those included that have
    been silent since. Raises Away: then nobody knows."""
    now = _now()
    heard = {name: one for name, one in _said().items() if one["at"] >= now - SHOWN_SECONDS}
    running = _running()
    return [
        Worker(
            name=name,
            last_heartbeat=datetime.fromtimestamp(one["at"], UTC),
            job_id=running.get(name[: sessions.SHORT]),
            since=datetime.fromtimestamp(one.get("since", one["at"]), UTC),
            cpu_seconds=one.get("cpu_seconds"),
            memory_bytes=one.get("memory_bytes"),
            child_memory_bytes=one.get("child_memory_bytes"),
            gone=one["at"] < now - GONE_SECONDS,
        )
        for name, one in sorted(heard.items())
    ]


def forget_silent() -> int:
    """Forget the workers that have been silent for a day, as hosts that were killed have been;
    return how many. Raises Away."""
    oldest = _now() - FORGOTTEN_SECONDS
    silent = [name for name, one in _said().items() if one["at"] < oldest]
    if silent:
        redis_link.call(lambda redis: redis.hdel(WORKERS, *silent))
    return len(silent)


def lacking(kinds: Iterable[str], alive: Iterable[Worker]) -> set[str]:
    """Return those of the kinds for which none of the workers that are alive works."""
    return set(kinds) - {worker.kind for worker in alive}


def _now() -> float:
    """Return the time by the clock of Redis, seconds since 1970: hosts may each have another, and one of
    theirs may jump. Raises Away."""
    seconds, millionths = redis_link.call(lambda redis: redis.time())
    return float(seconds) + float(millionths) / 1e6


def _said() -> dict[str, dict[str, Any]]:
    """Return the last sign of life of each worker."""
    said: dict[str, str] = redis_link.call(lambda redis: redis.hgetall(WORKERS))
    return {name: json.loads(text) for name, text in said.items()}


def _running() -> dict[str, str]:
    held: Any = AnalysisJob.objects.filter(status=Status.IN_PROGRESS).values_list("owner", "pk")
    return {sessions.worker_of(owner): str(pk) for owner, pk in held}
