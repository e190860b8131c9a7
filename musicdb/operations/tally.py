"""How often jobs ended, were interrupted, rescued or hung: counted in the transaction in which it
happens, kept also where the jobs themselves are cleared away."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Sum
from django.dispatch import receiver
from django.utils import timezone

from jobqueue.models import AnalysisJob
from jobqueue.signals import job_rescued, state_changed, worker_hung
from jobqueue.states import ENDED, Status
from musicdb.models import JobCount

Happened = JobCount.Happened

# Events are kept one by one for so long: what the failure rate looks back on.
WINDOW = timedelta(hours=1)
COUNTED = (*ENDED, Status.INTERRUPTED)

# One statement, so that a scrape never sees an event twice or not at all.
FOLD = """
    WITH old AS (
        DELETE FROM musicdb_jobcount WHERE at < %s RETURNING what, type, number, seconds
    ), sums AS (
        SELECT what, type, sum(number) AS number, sum(seconds) AS seconds FROM old GROUP BY 1, 2
    )
    INSERT INTO musicdb_jobcount (what, type, number, seconds)
    SELECT what, type, number, seconds FROM sums
    ON CONFLICT (what, type) WHERE at IS NULL DO UPDATE
    SET number = musicdb_jobcount.number + excluded.number,
        seconds = musicdb_jobcount.seconds + excluded.seconds
"""


@dataclass(frozen=True, kw_only=True)
class Total:
    """How often something happened to jobs of a type since counting began."""

    what: str
    type: str
    number: int
    seconds: float


@receiver(state_changed)
def count_change(job: AnalysisJob, was: str, **kwargs: Any) -> None:
    if job.status in COUNTED:
        _count(job, str(job.status), job.active_seconds if job.status in ENDED else 0.0)
    # No attempt has failed where it only gave way or was stopped: nothing to recover from.
    elif job.status == Status.IN_PROGRESS and was == Status.INTERRUPTED and job.attempts:
        stood = job.transitions.filter(to_status=Status.INTERRUPTED).order_by("-id").first()
        waited = timezone.now() - (stood.at if stood else job.updated_at)
        _count(job, Happened.RECOVERED, waited.total_seconds())


@receiver(job_rescued)
def count_rescue(job: AnalysisJob, **kwargs: Any) -> None:
    _count(job, Happened.RESCUED)


@receiver(worker_hung)
def count_hung(job: AnalysisJob, **kwargs: Any) -> None:
    _count(job, Happened.HUNG)


def _count(job: AnalysisJob, what: str, seconds: float = 0.0) -> None:
    # A fault in counting must not take the change of state with it.
    with transaction.atomic():
        JobCount.objects.create(what=what, type=job.type, seconds=seconds, at=timezone.now())


def fold(now: datetime) -> None:
    """Add what happened more than an hour ago to the totals."""
    with connection.cursor() as cursor:
        cursor.execute(FOLD, [now - WINDOW])


def totals() -> list[Total]:
    """Return all counts, by one query over the totals and the last hour's events."""
    rows = JobCount.objects.order_by("what", "type").values("what", "type")
    return [Total(**row) for row in rows.annotate(number=Sum("number"), seconds=Sum("seconds"))]


def last_hour(now: datetime) -> Counter[str]:
    """Return how many jobs of any type completed, failed, …, within the hour before `now`."""
    recent = JobCount.objects.filter(at__gt=now - WINDOW).order_by()
    counted = recent.values_list("what").annotate(count=Sum("number"))
    return Counter(dict(counted))
