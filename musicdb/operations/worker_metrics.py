"""What Redis knows: its own memory, which workers live and what they use, how many sockets are open."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import DatabaseError
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric

from contract import redis_link
from jobqueue import workers
from jobqueue.states import Kind
from musicdb.operations import storage


def collect(now: datetime) -> Iterator[Metric]:
    up: Any = GaugeMetricFamily("musicdb_redis_up", "Whether Redis answers.")
    try:
        found = [*_memory(), *_workers(now), *_counters(), _sockets()]
    except redis_link.Away:
        found = []
    up.add_metric([], 1 if found else 0)
    yield up
    yield from found


def _memory() -> Iterator[Metric]:
    memory = storage.of_redis()
    yield GaugeMetricFamily(
        "musicdb_redis_memory_bytes", "Memory that Redis uses.", value=memory.used
    )
    yield GaugeMetricFamily(
        "musicdb_redis_memory_limit_bytes",
        "What Redis may use at most; 0: no limit.",
        value=memory.most,
    )


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
    memory = GaugeMetricFamily(
        "musicdb_worker_memory_bytes",
        "What they hold in memory, with all their processes.",
        labels=["kind"],
    )
    children = GaugeMetricFamily(
        "musicdb_worker_child_memory_bytes",
        "Of that, what the processes hold that do the jobs.",
        labels=["kind"],
    )
    try:
        alive = [worker for worker in workers.heard_of() if not worker.gone]
    except DatabaseError:
        alive = []  # what each runs is in PostgreSQL, which is away
    for kind in Kind.values:
        mine = [worker for worker in alive if worker.kind == kind]
        up.add_metric([kind], len(mine))
        memory.add_metric([kind], sum(worker.memory_bytes or 0 for worker in mine))
        children.add_metric([kind], sum(worker.child_memory_bytes or 0 for worker in mine))
        if mine:
            oldest = min(worker.last_heartbeat for worker in mine)
            age.add_metric([kind], max(0.0, (now - oldest).total_seconds()))
            youngest = max(worker.since or worker.last_heartbeat for worker in mine)
            uptime.add_metric([kind], max(0.0, (now - youngest).total_seconds()))
    yield from (up, age, uptime, memory, children)


def _counters() -> Iterator[Metric]:
    counted = (
        (
            "musicdb_worker_process_starts",
            "Processes of workers that have started; more than one a worker are restarts.",
            workers.starts(),
        ),
        (
            "musicdb_worker_cpu_seconds",
            "CPU seconds of all processes of workers.",
            workers.cpu_seconds(),
        ),
    )
    for name, help, by_kind in counted:
        family = CounterMetricFamily(name, help, labels=["kind"])
        for kind in Kind.values:
            family.add_metric([kind], by_kind.get(kind, 0))
        yield family


def _sockets() -> Metric:
    # Each has a channel of its own that the layer subscribes to, whichever process it is at.
    layer: Any = settings.CHANNEL_LAYERS["default"]
    own = f"{layer['CONFIG']['prefix']}specific.*"
    number = len(redis_link.call(lambda redis: redis.pubsub_channels(own)))
    return GaugeMetricFamily("musicdb_sockets_open", "WebSockets that are open.", value=number)
