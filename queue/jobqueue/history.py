"""What the queue did, by hour, band and type of job: kept by itself, whatever becomes of the jobs'
own rows. The pages' pictures and /metrics are sums over it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.db import connection, transaction
from django.db.models import Sum
from django.dispatch import receiver
from django.utils import timezone

from jobqueue import folding
from jobqueue.models import AnalysisJob, Tally
from jobqueue.signals import job_rescued, worker_hung
from jobqueue.states import ENDED, Band, Status

log = structlog.get_logger(__name__)

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
# What the pictures show, and for how long rows of single hours are kept for them.
HOURS_SHOWN, DAYS_SHOWN = 24, 30
KEPT = timedelta(days=31)
# At most so many rows are folded at a time.
BATCH = 5000

# What `transitions` calls a job's faults, and how `checkpoint` begins to say that it gave way.
FAULTS = ("a fault", "its worker was lost")
GAVE_WAY = "gave way"


@dataclass(frozen=True, kw_only=True)
class Figures:
    """How many jobs ended how, and of these how many had been started, for how many seconds they ran
    and had waited for their start; and what happened to runs before: see Tally."""

    completed: int = 0
    failed: int = 0
    cancelled: int = 0
    interruptions: int = 0
    preemptions: int = 0
    rescued: int = 0
    hung: int = 0
    recovered: int = 0
    recovery_seconds: float = 0
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
SUMS = {f"{name}_": Sum(name) for name in NAMES}
# By hour and band; an hour in which nothing happened is not there.
Hours = dict[tuple[datetime, int], Figures]


def count(job: AnalysisJob, was: str, reason: str) -> None:
    """Note what a change of state adds, in its transaction, after its line in the log."""
    if job.status in ENDED:
        count_ended([job])
    elif was == Status.IN_PROGRESS:
        _add(job, interruptions=1, preemptions=int(reason.startswith(GAVE_WAY)))
    # No attempt has failed where it only gave way or was stopped: nothing to recover from.
    elif job.status == Status.IN_PROGRESS and was == Status.INTERRUPTED and job.attempts:
        left = job.transitions.filter(from_status=Status.IN_PROGRESS).order_by("-id").first()
        if left and left.to_status == Status.INTERRUPTED and left.reason in FAULTS:
            stood = (timezone.now() - left.at).total_seconds()
            _add(job, recovered=1, recovery_seconds=stood)


def count_ended(jobs: Sequence[AnalysisJob]) -> None:
    """Note what the ends of several jobs add, all of one moment: a row a band and type."""
    sums: dict[tuple[int, str], Figures] = {}
    for job in jobs:
        key = (job.band, job.type)
        sums[key] = sums.get(key, Figures()) + _of_ended(job)
    for (band, type), figures in sums.items():
        _add_row(jobs[0].finished_at, band, type, asdict(figures))


def _of_ended(job: AnalysisJob) -> Figures:
    # The states' names are the figures'.
    ended: dict[str, Any] = {job.status: 1}
    if job.started_at is not None:
        ended |= {
            "started": 1,
            "run_seconds": job.active_seconds,
            "waiting_seconds": max(0, (job.started_at - job.created_at).total_seconds()),
        }
    return Figures(**ended)


@receiver(job_rescued)
def count_rescue(job: AnalysisJob, **kwargs: Any) -> None:
    _add(job, rescued=1)


@receiver(worker_hung)
def count_hung(job: AnalysisJob, **kwargs: Any) -> None:
    _add(job, hung=1)


def _add(job: AnalysisJob, **figures: Any) -> None:
    _add_row(None, job.band, job.type, figures)


def _add_row(at: datetime | None, band: int, type: str, figures: dict[str, Any]) -> None:
    """Add a row of its own: whoever else is just ending a job is not waited for."""
    try:
        with transaction.atomic():
            hour = hour_of(at or timezone.now())
            Tally.objects.create(hour=hour, band=band, type=type, **figures)
    except Exception:
        # A fault in counting must not take the change of state with it. A broken session has done so
        # already, and whoever writes the state tries again.
        if connection.in_atomic_block and connection.needs_rollback:
            raise
        log.exception("not_counted", band=band, type=type)


def read(now: datetime) -> Hours:
    """Return the hours of the last 30 days, this one included."""
    rows = Tally.objects.filter(hour__gte=day_of(now) - (DAYS_SHOWN - 1) * DAY)
    summed: Any = rows.values("hour", "band").annotate(**SUMS).order_by()
    return {(row["hour"], row["band"]): _figures(row) for row in summed}


def totals() -> dict[tuple[str, Band], Figures]:
    """Return what happened since counting by type began, by type and band."""
    rows = Tally.objects.exclude(type="").values("type", "band")
    summed: Any = rows.annotate(**SUMS).order_by("type", "band")
    return {(row["type"], Band(row["band"])): _figures(row) for row in summed}


def last_day(hours: Hours, now: datetime, band: int | None = None) -> Figures:
    """Return the figures of the last 24 hours, of one band or of all."""
    first = _first_hour(now)
    return total(
        figures
        for (hour, of), figures in hours.items()
        if hour >= first and (band is None or of == band)
    )


def types_of_last_day(now: datetime) -> dict[tuple[Band, str], Figures]:
    """Return the figures of the last 24 hours by band and type."""
    rows = Tally.objects.filter(hour__gte=_first_hour(now)).exclude(type="")
    summed: Any = rows.values("band", "type").annotate(**SUMS).order_by()
    return {(Band(row["band"]), row["type"]): _figures(row) for row in summed}


def _first_hour(now: datetime) -> datetime:
    return hour_of(now) - (HOURS_SHOWN - 1) * HOUR


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
    """Fold the hours that are over into a few rows each, and those older than 31 days into rows
    without an hour; a bounded number of each. Returns how many rows went into others."""
    now = now or timezone.now()
    older = folding.fold_older(now - KEPT, BATCH)
    return older + folding.fold_hours(hour_of(now), BATCH)


def _figures(row: dict[str, Any]) -> Figures:
    return Figures(**{name: row[f"{name}_"] for name in NAMES})
