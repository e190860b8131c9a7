"""How long a high job waits while a low one runs: ours, and plain Celery with priorities."""

from __future__ import annotations

import random
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

from redis import Redis

from bench.queue_parts import books, counting
from bench.queue_parts.rig import Rig, wait_for
from jobqueue import jobs
from jobqueue.models import AnalysisJob, Band
from musicdb.processes import Program

# The low job: seconds an item, with two checkpoints in it. And when the high one comes.
ITEM_SECONDS = 0.1
AFTER = (0.2, 0.7)


def measure(rig: Rig, user: Any, *, runs: int, low_seconds: float) -> list[tuple[str, str]]:
    """Return the table's rows."""
    items = round(low_seconds / ITEM_SECONDS)
    chance = random.Random(1)
    rig.start("analysis", "analysis1", proxied=False)
    ours = [_ours(user, items, chance) for _ in range(runs)]
    rig.finish("analysis1")
    plain = _plain(rig, runs, items)
    return [
        ("preemption: musicdb, checkpoints 50 ms apart", figures(ours)),
        (f"preemption: plain Celery, a low task of {low_seconds:g} s", figures(plain)),
    ]


def figures(seconds: list[float]) -> str:
    ranked = sorted(seconds)
    p99 = ranked[min(len(ranked) - 1, int(0.99 * len(ranked)))]
    p50, p99 = 1000 * statistics.median(ranked), 1000 * p99
    return f"p50 {p50:.2f} ms, p99 {p99:.2f} ms of {len(ranked):,}"


def _ours(user: Any, items: int, chance: random.Random) -> float:
    low = _submit(user, Band.LOW, items, ITEM_SECONDS)
    wait_for(lambda: _begun(low), 60, "the low job")
    time.sleep(chance.uniform(*AFTER))
    before = time.time()
    high = _submit(user, Band.HIGH, 1, 0.01)
    began: float = wait_for(lambda: _begun(high), 60, "the high job")
    jobs.cancel(low)
    wait_for(lambda: not AnalysisJob.objects.open().exists(), 60, "both jobs")
    return began - before


def _submit(user: Any, band: int, items: int, seconds: float) -> AnalysisJob:
    return jobs.enqueue(
        type=counting.COUNTING, user=user, band=band, total=items, payload={"seconds": seconds}
    )


def _begun(job: AnalysisJob) -> float | None:
    query = "SELECT extract(epoch FROM min(at))::float FROM bench_begun WHERE job = %s"
    return books.rows(query, [job.pk])[0][0]


def _plain(rig: Rig, runs: int, items: int) -> list[float]:
    from bench.peers import plain_celery

    arguments = ["-m", "celery", "-A", "bench.peers.plain_celery", "worker", "-c", "1"]
    base = rig.base["analysis"]
    program = Program(
        name="plain",
        arguments=[sys.executable, *arguments, "--without-mingle", "--without-gossip"],
        environment=base.environment,
        folder=base.folder,
        log=rig.log("plain"),
    )
    rig.groups.add(rig.processes.start(program).pid)
    client = Redis.from_url(rig.servers.redis.url, decode_responses=True, socket_timeout=90)
    chance = random.Random(1)
    send = plain_celery.work.apply_async
    return [_plain_once(client, plain_celery, send, items, chance) for _ in range(runs)]


def _plain_once(
    client: Any, plain: Any, send: Callable[..., Any], items: int, chance: random.Random
) -> float:
    client.delete(plain.BEGUN)
    send(args=["low", items, ITEM_SECONDS], priority=plain.LOW)
    client.blpop(plain.BEGUN, timeout=60)
    time.sleep(chance.uniform(*AFTER))
    before = time.time()
    send(args=["high", 1, 0.01], priority=plain.HIGH)
    _, told = client.blpop(plain.BEGUN, timeout=60)
    return float(told.split()[1]) - before
