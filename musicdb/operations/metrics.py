"""The figures of /metrics, read from PostgreSQL, Redis and the disk at the moment somebody asks.

No process counts anything of its own, so it does not matter which one answers. Labels are types,
bands, states and kinds of worker: never a user, a job or a host. docs/metrics.md has each name.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import psycopg
from django.db import DatabaseError, InterfaceError, OperationalError
from django.utils import timezone
from prometheus_client import CollectorRegistry, ProcessCollector, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from musicdb.operations import queue_metrics, storage, worker_metrics

AWAY = (OperationalError, InterfaceError, DatabaseError, psycopg.Error)


class Figures(Collector):
    """Everything there is to say of this installation at one moment."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def collect(self) -> Iterator[Metric]:
        up: Any = GaugeMetricFamily("musicdb_postgresql_up", "Whether PostgreSQL answers.")
        try:
            found = list(queue_metrics.collect(self.now))
        except AWAY:
            found = []
        up.add_metric([], 1 if found else 0)
        yield up
        yield from found
        yield from worker_metrics.collect(self.now)
        yield from _disk()

    def describe(self) -> list[Metric]:
        """Say nothing beforehand: registering would else ask the servers once more."""
        return []


def _disk() -> Iterator[Metric]:
    disk = storage.of_data_folder()
    if disk is not None:
        yield GaugeMetricFamily(
            "musicdb_disk_bytes", "Size of the disk with the data folder.", value=disk.size
        )
        yield GaugeMetricFamily("musicdb_disk_free_bytes", "What is free of it.", value=disk.free)


def text(now: datetime | None = None) -> bytes:
    """Return all metrics in Prometheus' text format."""
    registry = CollectorRegistry()
    registry.register(Figures(now or timezone.now()))
    # CPU, memory and files of the web process that answers.
    ProcessCollector(namespace="musicdb_web", registry=registry)
    return generate_latest(registry)
