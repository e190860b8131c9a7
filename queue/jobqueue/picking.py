"""Which job is next: from the order in Redis, claimed in PostgreSQL."""

from __future__ import annotations

from uuid import UUID

from contract.redis_link import Away
from jobqueue import order, transitions
from jobqueue.models import AnalysisJob
from jobqueue.slots import Slot

# Picks that find nothing claimable before a look counts as empty.
MOST_PICKS = 1000


def dequeue(kind: str, slot: Slot) -> AnalysisJob | None:
    """Claim the best waiting job: peek, claim in PostgreSQL, and only then take it off the order,
    so that at no moment a job is nowhere."""
    for _ in range(MOST_PICKS):
        best = best_waiting(kind)
        if best is None:
            return None
        job = transitions.claim(best, slot=slot.number)
        if job is not None:
            return job
        drop_stale(kind, best)
    return None


def best_waiting(kind: str, above: int | None = None) -> str | None:
    """Return the id of the best job that waits, only of bands better than `above` if given: from
    Redis, and where that is away, or knows of none, from PostgreSQL."""
    try:
        best = order.peek(kind, above)
    except Away:
        best = None
    return best or first_in_database(kind, above)


def first_in_database(kind: str, above: int | None = None) -> str | None:
    due = AnalysisJob.objects.due().filter(kind=kind)
    if above is not None:
        due = due.filter(band__lt=above)
    found = due.order_by("band", "rank", "pk").values_list("pk", flat=True).first()
    return str(found) if found else None


def drop_stale(kind: str, job_id: UUID | str) -> None:
    """Take a job that could not be claimed off the order, once re-read as not to be picked: also
    one of a paused band, where Redis knows nothing of the pause. Repair puts it back, with that."""
    if not AnalysisJob.objects.due().filter(pk=job_id).exists():
        order.remove(kind, job_id)
