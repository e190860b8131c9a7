"""What waits in the queue, and since when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, Count, F, Min, QuerySet, When

from jobqueue.models import AnalysisJob
from jobqueue.states import Band, Status

# An interrupted job waits since it was interrupted: until then it ran.
SINCE = Case(When(status=Status.PENDING, then=F("created_at")), default=F("updated_at"))


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """The jobs of one kind and band that a worker could take now."""

    kind: str
    band: Band
    number: int
    since: datetime


def waiting() -> list[Waiting]:
    """Return what waits, by kind and band, without what backs off or is paused."""
    due: QuerySet[AnalysisJob] = AnalysisJob.objects.due().order_by()
    rows = due.values("kind", "band").annotate(number=Count("pk"), since=Min(SINCE))
    return [
        Waiting(kind=row["kind"], band=Band(row["band"]), number=row["number"], since=row["since"])
        for row in rows
    ]
