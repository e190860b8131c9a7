"""What PostgreSQL knows of the queue, as metrics: a handful of bounded queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime

from django.db import connection
from django.db.models import Count
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    Metric,
    SummaryMetricFamily,
)

from jobqueue import history, watching
from jobqueue.history import Figures
from jobqueue.models import AnalysisJob, QueueState
from jobqueue.states import ENDED, OPEN, Band
from musicdb.models import Alert
from musicdb.operations import backlog, failures

# By the figure of the history that each sums.
COUNTERS = {
    "interruptions": ("musicdb_job_interruptions", "Runs that ended before their job did."),
    "preemptions": ("musicdb_job_preemptions", "Of these, those that gave way to a better job."),
    "rescued": ("musicdb_job_rescues", "Of these, those whose worker was lost."),
    "hung": ("musicdb_workers_hung", "Workers cut off because they were silent."),
}
# Each with the figures of its number and of its seconds.
SUMMARIES = {
    "musicdb_job_wait_seconds": (
        "started",
        "waiting_seconds",
        "Seconds that ended jobs had waited for their start.",
    ),
    "musicdb_job_run_seconds": (
        "started",
        "run_seconds",
        "Seconds that ended jobs had run, without waiting.",
    ),
    "musicdb_job_recovery_seconds": (
        "recovered",
        "recovery_seconds",
        "From a fault or the rescue from a lost worker until the job runs again.",
    ),
}


def collect(now: datetime) -> Iterator[Metric]:
    yield _jobs()
    yield _oldest(now)
    yield _paused()
    yield from _counts()
    yield _success(now)
    yield _alerts()
    yield _watched()
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
    totals = history.totals()
    by_type: dict[str, Figures] = defaultdict(Figures)
    for (type, _), figures in totals.items():
        by_type[type] += figures
    ended = CounterMetricFamily(
        "musicdb_jobs_ended", "Jobs that have ended, by how.", labels=["type", "status"]
    )
    for type, figures in by_type.items():
        for status in ENDED:
            ended.add_metric([type, status], getattr(figures, status))
    yield ended
    for figure, (name, help) in COUNTERS.items():
        counter = CounterMetricFamily(name, help, labels=["type"])
        for type, figures in by_type.items():
            counter.add_metric([type], getattr(figures, figure))
        yield counter
    for name, (number, seconds, help) in SUMMARIES.items():
        summary = SummaryMetricFamily(name, help, labels=["type", "band"])
        for (type, band), figures in totals.items():
            summary.add_metric(
                [type, band.label],
                count_value=getattr(figures, number),
                sum_value=getattr(figures, seconds),
            )
        yield summary


def _success(now: datetime) -> Metric:
    family = GaugeMetricFamily(
        "musicdb_job_success_ratio",
        "Completed among the completed and failed jobs of the last hour; absent without any.",
    )
    recent = failures.of_last_hour(now)
    if recent.share is not None:
        family.add_metric([], 1 - recent.share)
    return family


def _alerts() -> Metric:
    family = GaugeMetricFamily(
        "musicdb_alert_active", "Whether staff have been told and it is not over.", labels=["kind"]
    )
    active = set(Alert.objects.filter(ended_at=None).values_list("kind", flat=True))
    for kind in Alert.Kind.values:
        family.add_metric([kind], float(kind in active))
    return family


def _watched() -> Metric:
    return CounterMetricFamily(
        "musicdb_progress_watched_seconds",
        "Seconds for which sockets were shown the progress of a running job.",
        value=watching.total().seconds,
    )


def _size() -> Metric:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        (size,) = cursor.fetchone()
    return GaugeMetricFamily("musicdb_database_bytes", "Size of the database.", value=size)
