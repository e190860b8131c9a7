"""How many of the jobs that just ended have failed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q

from jobqueue.models import AnalysisJob
from jobqueue.states import Status

WINDOW = timedelta(hours=1)
# Who cancels a job says nothing of whether it would have failed.
TRIED = (Status.COMPLETED, Status.FAILED)


@dataclass(frozen=True, kw_only=True)
class Recent:
    """The jobs that completed or failed within the last hour, and how many of them failed."""

    ended: int
    failed: int

    @property
    def share(self) -> float | None:
        """Return the share that failed, 0..1; None where none ended."""
        return self.failed / self.ended if self.ended else None


def of_last_hour(now: datetime) -> Recent:
    """Return what ended within the hour before `now`, from the jobs themselves: the history knows
    whole hours of the clock alone."""
    rows = AnalysisJob.objects.filter(status__in=TRIED, finished_at__gt=now - WINDOW)
    return Recent(
        **rows.aggregate(ended=Count("pk"), failed=Count("pk", filter=Q(status=Status.FAILED)))
    )
