"""What PostgreSQL knows of the queue, as metrics: a handful of bounded queries."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Count
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    Metric,
    SummaryMetricFamily,
)

from jobqueue.models import AnalysisJob, QueueState
from jobqueue.states import ENDED, OPEN, Band, Status
from musicdb.models import Alert, JobCount
from musicdb.operations import backlog, tally

Happened = JobCount.Happened

COUNTERS = (
    ("musicdb_job_interruptions", "Runs that ended with the job waiting again.", "interrupted"),
    ("musicdb_job_rescues", "Jobs freed because their worker was lost.", "rescued"),
    ("musicdb_workers_hung", "Workers cut off because they were silent.", "hung"),
)


def collect(now: datetime) -> Iterator[Metric]:
    yield _jobs()
    yield _oldest(now)
    yield _paused()
    yield from _counts()
    yield _success(now)
    yield _alerts()
    yield _size()


def _jobs() -> Metric:
    family = GaugeMetricFamily(
        "musicdb_queue_jobs", "Open jobs by band and state.", labels=["band", "status"]
    )
    open_jobs = AnalysisJob.objects.open().order_by().values_list("band", "status")
    found = {(band, status): n for band, status, n in open_jobs.annotate(n=Count("pk"))}
    for band in Band:
        for status in OPEN:
            family.add_metric([band.label, status], found.get((band, status), 0))
    return family


def _oldest(now: datetime) -> Metric:
    family = GaugeMetricFamily(
        "musicdb_queue_oldest_waiting_seconds",
        "How long the first of the jobs that could be taken now has waited.",
        labels=["band"],
    )
    waits: dict[Band, float] = dict.fromkeys(Band, 0.0)
    for part in backlog.waiting():
        waits[part.band] = max(waits[part.band], (now - part.since).total_seconds())
    for band, seconds in waits.items():
        family.add_metric([band.label], seconds)
    return family


def _paused() -> Metric:
    family = GaugeMetricFamily(
        "musicdb_queue_paused", "Whether the band is paused.", labels=["band"]
    )
    paused = set(QueueState.objects.filter(paused=True).values_list("band", flat=True))
    for band in Band:
        family.add_metric([band.label], float(band in paused))
    return family


def _counts() -> Iterator[Metric]:
    ended = CounterMetricFamily(
        "musicdb_jobs_ended", "Jobs that have ended, by how.", labels=["type", "status"]
    )
    running = SummaryMetricFamily(
        "musicdb_job_run_seconds", "Seconds that ended jobs had run.", labels=["type", "status"]
    )
    recovery = SummaryMetricFamily(
        "musicdb_job_recovery_seconds",
        "From a fault or the rescue from a lost worker until the job runs again.",
        labels=["type"],
    )
    others: dict[str, Any] = {
        what: CounterMetricFamily(name, help, labels=["type"]) for name, help, what in COUNTERS
    }
    for total in tally.totals():
        if total.what in ENDED:
            labels = [total.type, total.what]
            ended.add_metric(labels, total.number)
            running.add_metric(labels, count_value=total.number, sum_value=total.seconds)
        elif total.what == Happened.RECOVERED:
            recovery.add_metric([total.type], count_value=total.number, sum_value=total.seconds)
        else:
            others[total.what].add_metric([total.type], total.number)
    yield from (ended, running, recovery, *others.values())


def _success(now: datetime) -> Metric:
    family = GaugeMetricFamily(
        "musicdb_job_success_ratio",
        "Completed among the completed and failed jobs of the last hour; absent without any.",
    )
    recent = tally.last_hour(now)
    ended = recent[Status.COMPLETED] + recent[Status.FAILED]
    if ended:
        family.add_metric([], recent[Status.COMPLETED] / ended)
    return family


def _alerts() -> Metric:
    family = GaugeMetricFamily(
        "musicdb_alert_active", "Whether staff have been told and it is not over.", labels=["kind"]
    )
    active = set(Alert.objects.filter(ended_at=None).values_list("kind", flat=True))
    for kind in Alert.Kind.values:
        family.add_metric([kind], float(kind in active))
    return family


def _size() -> Metric:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        (size,) = cursor.fetchone()
    return GaugeMetricFamily("musicdb_database_bytes", "Size of the database.", value=size)
