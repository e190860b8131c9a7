"""What a checkpoint and a rebuild of the order cost."""

from __future__ import annotations

import time
from typing import Any

import redis
from django.conf import settings

from bench.queue_parts import counting
from bench.queue_parts.picks import new
from bench.queue_parts.preemption import figures
from contract import redis_link
from jobqueue import jobs, order, picking, slots
from jobqueue.models import AnalysisJob, Band, Status
from jobqueue.repair import repair
from jobqueue.run import Run


def checkpoints(user: Any, *, count: int) -> list[tuple[str, str]]:
    """Return p50 and p99 of a checkpoint of a run that reports each item, with others waiting below."""
    AnalysisJob.objects.all().delete()
    jobs.enqueue(type=counting.COUNTING, user=user, band=Band.HIGH, total=count)
    AnalysisJob.objects.bulk_create([new(user, Band.LOW) for _ in range(1000)])
    repair()
    taken = []
    with slots.Slot("analysis", 1, slots.connect()) as slot:
        job = picking.dequeue("analysis", slot)
        assert job is not None
        run = Run(job, slot)
        for number in range(count):
            run.report(current=number)
            began = time.perf_counter()
            run.checkpoint()
            taken.append(time.perf_counter() - began)
            # As between two items: a worker never calls it in a tight loop.
            time.sleep(0.001)
    return [("checkpoint", figures(taken))]


def rebuild(user: Any, *, count: int) -> list[tuple[str, str]]:
    AnalysisJob.objects.all().delete()
    AnalysisJob.objects.bulk_create([new(user, n % 3) for n in range(count)], batch_size=1000)
    redis.Redis.from_url(settings.REDIS_URL).flushall()
    began = time.perf_counter()
    found = repair()
    seconds = time.perf_counter() - began
    there = redis_link.call(lambda client: client.zcard(order.waiting_key("analysis")))
    assert found.added == there == count, found
    return [(f"rebuild of {count:,} open jobs after FLUSHALL", f"{seconds:.2f} s")]


def clear(user: Any, *, count: int) -> list[tuple[str, str]]:
    """Return how long it takes to cancel all that waits, beside cancelling a hundred one by one."""
    AnalysisJob.objects.all().delete()
    AnalysisJob.objects.bulk_create([new(user, Band.LOW) for _ in range(count)], batch_size=1000)
    repair()
    alone = list(AnalysisJob.objects.all()[:100])
    began = time.perf_counter()
    for job in alone:
        jobs.cancel(job)
    each = (time.perf_counter() - began) / len(alone)
    left = count - len(alone)
    began = time.perf_counter()
    assert jobs.clear() == {str(Status.PENDING): left}
    seconds = time.perf_counter() - began
    return [
        (f"{left:,} waiting jobs cleared away", f"{seconds:.2f} s"),
        ("… one by one, as 100 others were cancelled", f"{each * left:.1f} s"),
    ]
