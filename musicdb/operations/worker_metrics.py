"""What Redis knows: its own memory, and which workers live."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db import DatabaseError
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric

from jobqueue import redis_link, workers
from jobqueue.states import Kind


def collect(now: datetime) -> Iterator[Metric]:
    up: Any = GaugeMetricFamily("musicdb_redis_up", "Whether Redis answers.")
    try:
        memory = redis_link.call(lambda redis: redis.info("memory"))
    except redis_link.Away:
        up.add_metric([], 0)
        yield up
        return
    up.add_metric([], 1)
    yield up
    yield GaugeMetricFamily(
        "musicdb_redis_memory_bytes", "Memory that Redis uses.", value=memory["used_memory"]
    )
    yield GaugeMetricFamily(
        "musicdb_redis_memory_limit_bytes",
        "What Redis may use at most; 0: no limit.",
        value=memory["maxmemory"],
    )
    yield from _workers(now)
    yield _starts()


def _workers(now: datetime) -> Iterator[Metric]:
    up = GaugeMetricFamily("musicdb_workers", "Workers that live, by kind.", labels=["kind"])
    age = GaugeMetricFamily(
        "musicdb_worker_heartbeat_age_seconds",
        "Since the last sign of life of the most silent worker that lives.",
        labels=["kind"],
    )
    uptime = GaugeMetricFamily(
        "musicdb_worker_uptime_seconds",
        "Since the worker of this kind that started last did so.",
        labels=["kind"],
    )
    try:
        alive = workers.alive()
    except DatabaseError:
        alive = []  # what each runs is in PostgreSQL, which is away
    for kind in Kind.values:
        mine = [worker for worker in alive if worker.kind == kind]
        up.add_metric([kind], len(mine))
        if mine:
            oldest = min(worker.last_heartbeat for worker in mine)
            age.add_metric([kind], max(0.0, (now - oldest).total_seconds()))
            youngest = max(worker.since or worker.last_heartbeat for worker in mine)
            uptime.add_metric([kind], max(0.0, (now - youngest).total_seconds()))
    yield from (up, age, uptime)


def _starts() -> Metric:
    family = CounterMetricFamily(
        "musicdb_worker_process_starts",
        "Processes of workers that have started; more than one a worker are restarts.",
        labels=["kind"],
    )
    counted = workers.starts()
    for kind in Kind.values:
        family.add_metric([kind], counted.get(kind, 0))
    return family
