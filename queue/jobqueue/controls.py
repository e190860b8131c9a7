"""What people ask of open jobs and of whole bands: pause, go on, another band, clear away."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from uuid import UUID

import structlog
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from jobqueue import fairness, live, repair
from jobqueue.models import AnalysisJob, QueueState
from jobqueue.states import OPEN, WAITING, Band, Requested, Status
from jobqueue.transitions import after_commit, ask, cancel_all, locked, move, write_down

log = structlog.get_logger(__name__)

# Jobs that are raised at a time, and cleared away in one transaction: well under half a second.
SEVERAL = 100


def pause(job_id: UUID | str, reason: str) -> AnalysisJob | None:
    """Pause a job that waits, also one that gave way to a better one; ask one that runs to stop at its
    next checkpoint. Again changes nothing; None where it has ended."""
    with transaction.atomic():
        row = locked(job_id, status__in=OPEN)
        if row is None or row.status == Status.PAUSED:
            return row
        if row.status in WAITING:
            return move(row, Status.PAUSED, reason)
        # A cancel that is on its way is not taken back.
        if row.requested == Requested.NONE:
            ask(row, Requested.PAUSE, reason)
        return row


def resume(job_id: UUID | str, reason: str) -> AnalysisJob | None:
    """Let a paused job wait for its turn, where it was; take back a pause that is on its way. Any other
    open job is left as it is; None where it has ended."""
    with transaction.atomic():
        row = locked(job_id, status__in=OPEN)
        if row is None:
            return None
        if row.status == Status.PAUSED:
            to = Status.INTERRUPTED if row.started_at else Status.PENDING
            return move(row, to, reason, retry_at=None)
        if row.requested == Requested.PAUSE:
            ask(row, Requested.NONE, reason)
        return row


def set_band(job_id: UUID | str, to: int, reason: str, **conditions: Any) -> AnalysisJob | None:
    """Put an open job into another band, behind what its user has there; None where it has ended, or is
    not as `conditions` (of a query) say."""
    with transaction.atomic():
        row = locked(job_id, **{"status__in": OPEN} | conditions)
        if row is None or row.band == to:
            return row
        row.band = to
        row.rank = fairness.rank_for(row)
        row.save(update_fields=["band", "rank", "updated_at"])
        write_down(row, row.status, reason)
        after_commit(live.note, row)
        return row


def age() -> int:
    """Raise low jobs that have waited for longer than the operator allows; return how many. A bounded
    number at a time: the next repair raises the next."""
    minutes = settings.QUEUE_AGING_MINUTES
    if not minutes:
        return 0
    # While it waits, its row changes only where its state does.
    conditions = {
        "band": Band.LOW,
        "status__in": WAITING,
        "updated_at__lt": timezone.now() - timedelta(minutes=minutes),
    }
    old = AnalysisJob.objects.in_order().filter(**conditions)
    raised = 0
    for job_id in list(old.order_by("rank").values_list("pk", flat=True)[:SEVERAL]):
        reason = f"raised to medium: waited for more than {minutes} minutes"
        raised += set_band(job_id, Band.MEDIUM, reason, **conditions) is not None
    return raised


def set_paused(bands: Iterable[int], *, paused: bool) -> list[str]:
    """Pause bands, or let them go on; what runs of a paused one stops at its checkpoint. Returns the
    names of the bands that are paused then, in order."""
    with transaction.atomic():
        for band in bands:
            state, _ = QueueState.objects.select_for_update().get_or_create(band=Band(band))
            if state.paused == paused:
                # Since when it is, stays.
                continue
            state.paused = paused
            state.save()
            log.info("band_paused" if paused else "band_resumed", band=Band(band).label)
        transaction.on_commit(repair.tell_of_pauses, robust=True)
    return paused_bands()


def paused_bands() -> list[str]:
    """Return the names of the paused bands, in order."""
    rows = QueueState.objects.filter(paused=True).order_by("band")
    return [Band(row.band).label for row in rows]


def clear(bands: Iterable[int], reason: str) -> dict[str, int]:
    """Cancel all that waits or is paused in these bands, a part at a time; what runs goes on. Returns
    how many there were, by the state they had."""
    removed: Counter[str] = Counter()
    # What is enqueued from now on stays.
    chosen = AnalysisJob.objects.filter(
        band__in=list(bands), status__in=(*WAITING, Status.PAUSED), created_at__lte=timezone.now()
    )
    while part := list(chosen.values_list("pk", flat=True)[:SEVERAL]):
        with transaction.atomic():
            rows = list(
                chosen.filter(pk__in=part)
                .order_by("pk")
                .select_for_update(no_key=True, of=("self",))
            )
            removed.update(row.status for row in rows)
            cancel_all(rows, reason)
        if not rows:
            break  # all of them were claimed meanwhile
    return dict(removed)
