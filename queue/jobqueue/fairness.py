"""The order inside a band: users take turns, by what their jobs cost; one user's jobs stay first in,
first out.

Start-time fair queueing (Goyal, Vin, Cheng 1996), without a clock of its own: the band's virtual time
is the rank of its first open job, as that is what is served or will be served next.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Max, Min

from jobqueue.states import Status

if TYPE_CHECKING:
    from jobqueue.models import AnalysisJob, JobQuerySet

# What a job costs, in ms of work, whose handler does not say.
USUAL_COST_MS = 1_000
# Ranks in a row that are looked at for a free one: so many users' first jobs.
MOST_TAKEN = 100


def rank_for(job: AnalysisJob) -> int:
    """Return the rank that a job gets in its band: behind the last open one of its user's, and no more
    than its cost behind the band's first one. Lower ranks are picked first.

    Two that are ranked at the very same time may get one rank; then their ids decide (a lock would hold
    up everybody for as long as one caller's transaction lasts: docs/decisions/ranks.md)."""
    jobs = type(job).objects.filter(kind=job.kind, band=job.band).exclude(pk=job.pk)
    # One that is paused, or put off until a later time, is not served next, however long it is there.
    served = [jobs.in_order(), jobs.filter(status=Status.IN_PROGRESS)]
    first = min(filter(None, (_rank(some, Min) for some in served)), default=0)
    last = _rank(jobs.open().filter(user_id=job.user_id), Max) or 0
    return _next_free(jobs.open(), max(first, last) + max(1, job.cost_ms))


def _rank(jobs: JobQuerySet, which: type[Min | Max]) -> int | None:
    rank: int | None = jobs.order_by().aggregate(rank=which("rank"))["rank"]
    return rank


def _next_free(jobs: JobQuerySet, rank: int) -> int:
    """Return the first rank from this one on that no job has, of those looked at."""
    taken = jobs.filter(rank__gte=rank).order_by("rank").values_list("rank", flat=True)
    for other in taken[:MOST_TAKEN]:
        if other > rank:
            break
        rank += 1
    return rank
