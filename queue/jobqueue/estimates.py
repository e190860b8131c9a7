"""How long a job will take before much of it is done: as the last ones of its kind did."""

from __future__ import annotations

from collections.abc import Iterable

from jobqueue import progress
from jobqueue.models import AnalysisJob
from jobqueue.states import Status

# Former jobs of everybody's that are looked at where the user has none.
FORMER = 5
# Of a user's own so many: one that only passed items over says nothing.
OWN = 3


def seconds_an_item(type: str, user_id: int) -> float | None:
    """Return the seconds that an item of such a job took: in the user's last one, or else on average in
    the last few of anybody's. None where none of them has told."""
    done = (
        AnalysisJob.objects.filter(
            type=type, status=Status.COMPLETED, current__gt=0, active_seconds__gt=0
        )
        .order_by("-finished_at")
        .only("type", "current", "active_seconds", "details")
    )
    mine = _each(done.filter(user_id=user_id)[:OWN])
    if mine:
        return mine[0]
    last = _each(done[:FORMER])
    return sum(last) / len(last) if last else None


def _each(jobs: Iterable[AnalysisJob]) -> list[float]:
    return [job.active_seconds / done for job in jobs if (done := progress.worked(job))]
