"""Bring Redis in step with PostgreSQL, and free what was lost. Safe at any time, any number at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from operator import methodcaller
from typing import Any

import structlog

from contract import redis_link
from jobqueue import order, rescue
from jobqueue.models import AnalysisJob, QueueState
from jobqueue.states import Kind, Requested, Status

log = structlog.get_logger(__name__)

CHUNK = 1000


@dataclass(frozen=True, kw_only=True)
class Repaired:
    """What a repair found wrong."""

    rescued: int
    added: int
    removed: int
    tickets: int


def repair() -> Repaired:
    """Free orphans, put missing jobs into the order, take out those that do not wait, tell Redis of
    requests and pauses, and top up tickets. What Redis is away for is left for the next time."""
    rescued = rescue.all_orphans()
    added = removed = 0
    try:
        for kind in Kind.values:
            added += _add_missing(kind)
            removed += _remove_stale(kind)
        _copy_requests()
        _copy_pauses()
    except redis_link.Away:
        pass
    result = Repaired(rescued=rescued, added=added, removed=removed, tickets=top_up_tickets())
    if rescued or added or removed:
        log.info("queue_repaired", **asdict(result))
    return result


def top_up_tickets() -> int:
    """Send a ticket for each band in which a job waits; enough waiting already: none is sent."""
    from jobqueue import tasks

    due = AnalysisJob.objects.due().order_by().values_list("kind", "band").distinct()
    return sum(tasks.send_ticket(kind, band) for kind, band in due)


def differences(kind: str) -> tuple[dict[str, int], set[str]]:
    """Return what the order lacks, {job: score}, and which of its members do not wait. Raises Away."""
    due = AnalysisJob.objects.in_order().filter(kind=kind)
    scores = {
        str(pk): order.score(band, rank)
        for pk, band, rank in due.values_list("pk", "band", "rank").iterator(CHUNK)
    }
    known = _members(kind)
    missing = {pk: score for pk, score in scores.items() if known.get(pk) != score}
    return missing, known.keys() - scores.keys()


def _add_missing(kind: str) -> int:
    missing, _ = differences(kind)
    for chunk in _chunks(list(missing.items())):
        redis_link.call(methodcaller("zadd", order.waiting_key(kind), dict(chunk)))
    return len(missing)


def _remove_stale(kind: str) -> int:
    """Take out members that do not wait; each is read again, later than the member was."""
    removed = 0
    for chunk in _chunks(list(_members(kind))):
        waiting = AnalysisJob.objects.in_order().filter(kind=kind, pk__in=chunk)
        stale = set(chunk) - {str(pk) for pk in waiting.values_list("pk", flat=True)}
        if stale:
            redis_link.call(methodcaller("zrem", order.waiting_key(kind), *stale))
            removed += len(stale)
    return removed


def _members(kind: str) -> dict[str, int]:
    pairs = redis_link.call(
        lambda redis: redis.zrange(order.waiting_key(kind), 0, -1, withscores=True)
    )
    return {member: int(score) for member, score in pairs}


def _copy_requests() -> None:
    asked = AnalysisJob.objects.filter(status=Status.IN_PROGRESS).exclude(requested=Requested.NONE)
    for pk, requested in asked.values_list("pk", "requested"):
        redis_link.call(methodcaller("hset", order.job_key(pk), "requested", requested))


def tell_of_pauses() -> None:
    """Tell Redis which bands are paused, and the workers to look: a band may just have been freed."""
    try:
        _copy_pauses()
    except redis_link.Away:
        return
    top_up_tickets()


def _copy_pauses() -> None:
    paused = list(QueueState.objects.filter(paused=True).values_list("band", flat=True))

    def write(redis: Any) -> None:
        pipe = redis.pipeline()
        pipe.delete(order.PAUSED)
        if paused:
            pipe.sadd(order.PAUSED, *paused)
        pipe.execute()

    redis_link.call(write)


def _chunks(items: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(items), CHUNK):
        yield items[start : start + CHUNK]
