"""What the rest of the product does with jobs: enqueue, cancel, raise."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.urls import reverse

from contract.errors import QueueUnavailable
from jobqueue import controls, estimates, fairness, live, transitions
from jobqueue.errors import AlreadyEnded, NotRepeatable
from jobqueue.models import AnalysisJob, JobFailure
from jobqueue.registry import find, handler_of
from jobqueue.states import Band, Status

if TYPE_CHECKING:
    from accounts.models import User

# The partial unique index on the dedupe key of open jobs.
DEDUPE = "queue_job_dedupe"
MOST_TRIES = 3


def enqueue(
    *,
    type: str,
    user: User,
    target_id: str = "",
    band: int,
    payload: dict[str, Any] | None = None,
    dedupe_key: str | None = None,
    total: int = 0,
    current: int = 0,
) -> AnalysisJob:
    """Make a job of `total` items, of which `current` need no work any more, in the caller's
    transaction; it enters the order when that commits.

    While a job with the same `dedupe_key` is open, that one is returned (`created_now` False).
    Raises LookupError where nothing does this type of job."""
    fields = {
        "type": str(type),
        "kind": handler_of(type).kind,
        "user": user,
        "target_id": str(target_id),
        "band": Band(band),
        "payload": payload or {},
        "dedupe_key": dedupe_key,
        "total": total,
        "current": current,
    }
    for _ in range(MOST_TRIES):
        found = _open_job(dedupe_key)
        if found is not None:
            return found
        try:
            with transaction.atomic():
                job = _made(AnalysisJob(**fields))
        except IntegrityError as error:
            # Another request was first; its job is found in the next turn, unless it ended by then.
            if DEDUPE not in str(error):
                raise
            continue
        job.created_now = True
        transaction.on_commit(partial(_send, job), robust=True)
        return job
    raise QueueUnavailable


def _made(job: AnalysisJob) -> AnalysisJob:
    cost = getattr(handler_of(job.type), "cost_ms", None)
    job.cost_ms = fairness.USUAL_COST_MS if cost is None else max(1, cost(job))
    job.rank = fairness.rank_for(job)
    job.expected_seconds = estimates.seconds_an_item(job.type, job.user_id)
    job.save(force_insert=True)
    transitions.record_new(job)
    return job


def _open_job(dedupe_key: str | None) -> AnalysisJob | None:
    if dedupe_key is None:
        return None
    return AnalysisJob.objects.open().filter(dedupe_key=dedupe_key).first()


def cancel(job: AnalysisJob, reason: str = "cancelled") -> AnalysisJob:
    """Cancel a waiting job now and a running one at its next checkpoint; again changes nothing.

    Returns the row as it is then; raises AlreadyEnded where it ended in another way."""
    changed = transitions.request_cancel(job.pk, reason)
    if changed is not None:
        return changed
    ended = AnalysisJob.objects.filter(pk=job.pk).first() or job
    if ended.status != Status.CANCELLED:
        raise AlreadyEnded(job_id=str(job.pk), status=ended.status)
    return ended


def run_again(job: AnalysisJob) -> AnalysisJob:
    """Make a new job that does what an ended one was to do, and return it.

    How is its handler's to say (`again(job)`), as the target has to be made ready for it; raises
    NotRepeatable where it says nothing, and where the job is still open."""
    again = getattr(find(job.type), "again", None)
    if again is None or not job.is_ended:
        raise NotRepeatable(job_id=str(job.pk), status=job.status)
    made: AnalysisJob = again(job)
    return made


def pause(job: AnalysisJob, reason: str = "paused") -> AnalysisJob:
    """Pause an open job, a running one at its next checkpoint; raises AlreadyEnded."""
    return _still_open(job, controls.pause(job.pk, reason))


def resume(job: AnalysisJob, reason: str = "resumed") -> AnalysisJob:
    """Let a paused job go on where it was; raises AlreadyEnded."""
    changed = _still_open(job, controls.resume(job.pk, reason))
    transaction.on_commit(lambda: _ticket(changed), robust=True)
    return changed


def set_priority(job: AnalysisJob, band: int, reason: str = "") -> AnalysisJob:
    """Put an open job into another band, better or not; raises AlreadyEnded."""
    reason = reason or f"moved to {Band(band).label}"
    changed = _still_open(job, controls.set_band(job.pk, Band(band), reason))
    transaction.on_commit(lambda: _ticket(changed), robust=True)
    return changed


def pause_band(band: int | None = None) -> list[str]:
    """Pause a band, or all; returns the names of the paused ones."""
    return controls.set_paused(_bands(band), paused=True)


def resume_band(band: int | None = None) -> list[str]:
    """Let a band go on, or all; returns the names of those still paused."""
    return controls.set_paused(_bands(band), paused=False)


def clear(band: int | None = None, reason: str = "cleared away") -> dict[str, int]:
    """Cancel what waits or is paused in a band, or in all; returns how many, by state."""
    return controls.clear(_bands(band), reason)


def retry_failures(job: AnalysisJob, failures: Sequence[JobFailure]) -> AnalysisJob:
    """Make a new job that does these failed items of an ended job again, and return it. Raises
    NotRepeatable where its handler cannot, the job is open, or there is nothing left to retry."""
    retry = getattr(find(job.type), "retry", None)
    with transaction.atomic():
        # Two who ask at once take turns; the second finds what the first has made.
        asked = job.failures.filter(pk__in=[f.pk for f in failures])
        locked = asked.select_for_update(of=("self",)).select_related("retried_by")
        left = list(locked.order_by("number"))
        made = _retried_already(left)
        if made is not None:
            return made
        if retry is None or not job.is_ended or not left:
            raise NotRepeatable(job_id=str(job.pk), status=job.status)
        made = retry(job, left)
        asked.update(retried_by=made)
    return made


def _retried_already(failures: Sequence[JobFailure]) -> AnalysisJob | None:
    """Return the open job that does all of these items again, if one does."""
    again = {failure.retried_by for failure in failures}
    made = again.pop() if len(again) == 1 else None
    return made if made is not None and not made.is_ended else None


def _bands(band: int | None) -> list[int]:
    return list(Band) if band is None else [Band(band)]


def _still_open(job: AnalysisJob, changed: AnalysisJob | None) -> AnalysisJob:
    if changed is None:
        ended = AnalysisJob.objects.filter(pk=job.pk).first() or job
        raise AlreadyEnded(job_id=str(job.pk), status=ended.status)
    return changed


def raise_priority(job: AnalysisJob, band: int) -> AnalysisJob:
    """Put an open job into a better band; one that is there already, or has ended, is left."""
    reason = f"raised to {Band(band).label}"
    changed = controls.set_band(job.pk, Band(band), reason, band__gt=band)
    if changed is None:
        return job
    transaction.on_commit(lambda: _ticket(changed), robust=True)
    return changed


def accepted_body(job: AnalysisJob, **extra: Any) -> dict[str, Any]:
    """Return the body of a 202: where the job can be watched."""
    progress = reverse("job-progress", args=[job.pk])
    return {
        "job_id": str(job.pk),
        **extra,
        "status_url": reverse("job", args=[job.pk]),
        "progress_url": progress,
        "websocket_url": f"/ws/progress/{job.pk}/",
    }


def _send(job: AnalysisJob) -> None:
    live.settle(job)
    _ticket(job)


def _ticket(job: AnalysisJob) -> None:
    from jobqueue import tasks

    tasks.send_ticket(job.kind, job.band)
