"""Ended jobs go after a while, with their traces and failed items: what they made stays."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone

from jobqueue.models import AnalysisJob, JobFailure, JobTransition
from jobqueue.states import ENDED

# Jobs, and rows that hang on them, that go in one transaction.
BATCH = 200
ROWS = 5_000


def forget_old(now: datetime | None = None) -> int:
    """Remove jobs that ended longer ago than QUEUE_HISTORY_DAYS says, the oldest first, a bounded number
    at a time; return how many. 0 days keep all."""
    days = settings.QUEUE_HISTORY_DAYS
    if not days:
        return 0
    before = (now or timezone.now()) - timedelta(days=days)
    old = AnalysisJob.objects.filter(status__in=ENDED, finished_at__lt=before)
    ids = list(old.order_by("finished_at", "id").values_list("pk", flat=True)[:BATCH])
    # One job may have a hundred thousand failed items: they go first, in parts.
    models: tuple[Any, ...] = (JobFailure, JobTransition)
    for rows in models:
        some = rows.objects.filter(job_id__in=ids).order_by().values("pk")[:ROWS]
        if rows.objects.filter(pk__in=some).delete()[0] == ROWS:
            return 0
    _, removed = AnalysisJob.objects.filter(pk__in=ids).delete()
    return removed.get(AnalysisJob._meta.label, 0)
