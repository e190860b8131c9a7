"""What the queue did, by hour and band: kept by itself, whatever becomes of the jobs' own rows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Sum
from django.utils import timezone

from jobqueue.models import AnalysisJob, Tally
from jobqueue.states import ENDED, Status

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
# What the pictures show, and for how long rows are kept for them.
HOURS_SHOWN, DAYS_SHOWN = 24, 30
KEPT = timedelta(days=31)
# At most so many rows are folded, or removed, at a time.
BATCH = 5000

FOLD = """
    WITH gone AS (
        DELETE FROM queue_tally WHERE id IN (
            SELECT id FROM queue_tally WHERE NOT folded AND hour < %(hour)s
            ORDER BY hour LIMIT %(batch)s FOR UPDATE SKIP LOCKED
        ) RETURNING *
    ), made AS (
        INSERT INTO queue_tally (hour, band, completed, failed, cancelled, interruptions,
                                 started, run_seconds, waiting_seconds, folded)
        SELECT hour, band, sum(completed), sum(failed), sum(cancelled), sum(interruptions),
               sum(started), sum(run_seconds), sum(waiting_seconds), true
        FROM gone GROUP BY hour, band
    )
    SELECT count(*) FROM gone
"""
SWEEP = """
    DELETE FROM queue_tally WHERE id IN (
        SELECT id FROM queue_tally WHERE hour < %(before)s ORDER BY hour LIMIT %(batch)s
        FOR UPDATE SKIP LOCKED
    )
"""


@dataclass(frozen=True, kw_only=True)
class Figures:
    """How many jobs ended how, how many runs were interrupted; and of those that had been started,
    how many, for how many seconds they ran, and how many they had waited for their start."""

    completed: int = 0
    failed: int = 0
    cancelled: int = 0
    interruptions: int = 0
    started: int = 0
    run_seconds: float = 0
    waiting_seconds: float = 0

    def __add__(self, other: Figures) -> Figures:
        return Figures(**{name: getattr(self, name) + getattr(other, name) for name in NAMES})

    @property
    def success_rate(self) -> float | None:
        """Return the share, 0..1, of completed among those that completed or failed."""
        tried = self.completed + self.failed
        return self.completed / tried if tried else None

    @property
    def mean_run_seconds(self) -> float | None:
        return self.run_seconds / self.started if self.started else None

    @property
    def mean_waiting_seconds(self) -> float | None:
        return self.waiting_seconds / self.started if self.started else None


NAMES = [field.name for field in fields(Figures)]
# By hour and band; an hour in which nothing happened is not there.
Hours = dict[tuple[datetime, int], Figures]


def count(job: AnalysisJob, was: str) -> None:
    """Note what a change of state adds, in its transaction. A row of its own: whoever else is just
    ending a job is not waited for."""
    now = job.finished_at if job.is_ended and job.finished_at else timezone.now()
    if job.status in ENDED:
        # The states' names are the columns'.
        added: dict[str, Any] = {job.status: 1}
        if job.started_at is not None:
            waited = (job.started_at - job.created_at).total_seconds()
            added |= {
                "started": 1,
                "run_seconds": job.active_seconds,
                "waiting_seconds": max(0, waited),
            }
    elif was == Status.IN_PROGRESS:
        added = {"interruptions": 1}
    else:
        return
    Tally.objects.create(hour=hour_of(now), band=job.band, **added)


def read(now: datetime) -> Hours:
    """Return the hours of the last 30 days, this one included."""
    rows = Tally.objects.filter(hour__gte=day_of(now) - (DAYS_SHOWN - 1) * DAY)
    summed: Any = rows.values("hour", "band").annotate(**{f"{name}_": Sum(name) for name in NAMES})
    return {
        (row["hour"], row["band"]): Figures(**{name: row[f"{name}_"] for name in NAMES})
        for row in summed.order_by()
    }


def last_day(hours: Hours, now: datetime, band: int | None = None) -> Figures:
    """Return the figures of the last 24 hours, of one band or of all."""
    first = hour_of(now) - (HOURS_SHOWN - 1) * HOUR
    return total(
        figures
        for (hour, of), figures in hours.items()
        if hour >= first and (band is None or of == band)
    )


def hours_in_last_day(now: datetime) -> float:
    """Return how many hours `last_day` covers: the last of its 24 is not over."""
    return HOURS_SHOWN - 1 + max((now - hour_of(now)) / HOUR, 1 / 60)


def total(several: Iterable[Figures]) -> Figures:
    return sum(several, start=Figures())


def hour_of(moment: datetime) -> datetime:
    return moment.replace(minute=0, second=0, microsecond=0)


def day_of(moment: datetime) -> datetime:
    return moment.replace(hour=0, minute=0, second=0, microsecond=0)


def tidy(now: datetime | None = None) -> int:
    """Fold the hours that are over into a few rows each, remove those older than 31 days; a bounded
    number of each. Returns how many rows are gone."""
    now = now or timezone.now()
    values: dict[str, Any] = {"hour": hour_of(now), "before": now - KEPT, "batch": BATCH}
    with connection.cursor() as cursor:
        cursor.execute(SWEEP, values)
        removed = cursor.rowcount
        cursor.execute(FOLD, values)
        folded: int = cursor.fetchone()[0]
    return removed + folded
