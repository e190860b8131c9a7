"""Every change of a job's state: a compare-and-set on its row, a line in the log and, where the job
ends, its handler's `ended`, all in one transaction; what Redis and the sockets must know follows
on commit.

Each function returns the changed job, or None where the row was no longer as it had to be.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import structlog
from django.db import InterfaceError, OperationalError, transaction
from django.db.models import F
from django.db.models.functions import Now
from django.utils import timezone

from jobqueue import history, live, sessions, trail
from jobqueue.models import REVISIONS_A_FENCE, AnalysisJob, JobTransition
from jobqueue.registry import find
from jobqueue.signals import state_changed
from jobqueue.states import ENDED, OPEN, Requested, Status

log = structlog.get_logger(__name__)

# Tries without a finished item between them, after which a job has failed.
MOST_ATTEMPTS = 5
# Seconds before the next try, by attempts so far: the first fault is often a server's restart.
BACKOFF_SECONDS = (0, 0, 2, 4, 8)

Progress = dict[str, Any]


def record_new(job: AnalysisJob) -> None:
    """Log a job's first state; in the transaction that made the row."""
    write_down(job, "", "enqueued")


def claim(
    job_id: UUID | str, *, slot: int, above: int | None = None, reason: str = "picked"
) -> AnalysisJob | None:
    """Take a waiting job for this process and `slot`; with `above`, only from a better band."""
    with transaction.atomic():
        rows = AnalysisJob.objects.due()
        if above is not None:
            rows = rows.filter(band__lt=above)
        job = rows.select_for_update(no_key=True, of=("self",)).filter(pk=job_id).first()
        if job is None:
            return None
        # A request that a race left behind is honoured here, as at every change to interrupted.
        if job.requested != Requested.NONE:
            move(job, _as_requested(job), f"{job.requested} was requested")
            return None
        return move(
            job,
            Status.IN_PROGRESS,
            reason,
            slot=slot,
            owner=sessions.owner(),
            heartbeat_at=Now(),
            retry_at=None,
            started_at=job.started_at or timezone.now(),
        )


def win_back(job: AnalysisJob, *, slot: int) -> AnalysisJob | None:
    """Take back a job that gave way to a nested one, if nobody has touched it since."""
    with transaction.atomic():
        row = locked(job.pk, status=Status.INTERRUPTED, fence=job.fence)
        if row is None:
            return None
        return move(
            row,
            Status.IN_PROGRESS,
            "won back",
            slot=slot,
            owner=sessions.owner(),
            heartbeat_at=Now(),
        )


def interrupt(job: AnalysisJob, reason: str, progress: Progress) -> AnalysisJob | None:
    """Let a running job wait again, or do to it what was requested meanwhile."""
    with transaction.atomic():
        row = _held(job)
        if row is None:
            return None
        return move(
            row, _as_requested(row), reason, **progress, interruptions=row.interruptions + 1
        )


def stumble(job: AnalysisJob, error: Progress, progress: Progress) -> AnalysisJob | None:
    """Count a try that ended in a fault: wait and try again, or fail with `error` at the last."""
    with transaction.atomic():
        row = _held(job)
        return row and _charge(row, "a fault", error, progress)


def rescue(job: AnalysisJob) -> AnalysisJob | None:
    """Free a job whose worker is gone; the caller holds the lock of its slot."""
    error = {
        "code": "WORKER_LOST",
        "message": "The worker was lost again and again while it did this.",
        "retry_suggested": True,
    }
    with transaction.atomic():
        row = _held(job)
        return row and _charge(row, "its worker was lost", error, {})


def complete(job: AnalysisJob, progress: Progress) -> AnalysisJob | None:
    with transaction.atomic():
        row = _held(job)
        return row and move(row, Status.COMPLETED, "done", **progress, error=None)


def fail(job: AnalysisJob, error: Progress, progress: Progress) -> AnalysisJob | None:
    with transaction.atomic():
        row = _held(job)
        return row and move(row, Status.FAILED, str(error["code"]), **progress, error=error)


def stop_cancelled(job: AnalysisJob, progress: Progress) -> AnalysisJob | None:
    """End a running job whose handler has left because of a cancel."""
    with transaction.atomic():
        row = _held(job)
        return row and move(row, Status.CANCELLED, "cancelled at a checkpoint", **progress)


def request_cancel(job_id: UUID | str, reason: str) -> AnalysisJob | None:
    """Cancel a job that waits; ask one that runs to stop at its next checkpoint."""
    with transaction.atomic():
        row = locked(job_id, status__in=OPEN)
        if row is None:
            return None
        if row.status != Status.IN_PROGRESS:
            return move(row, Status.CANCELLED, reason)
        ask(row, Requested.CANCEL, reason)
        return row


def ask(row: AnalysisJob, what: Requested, reason: str) -> None:
    """Ask something of the next checkpoint of a running job, which this transaction has locked."""
    if row.requested == what:
        return
    row.requested = what
    row.save(update_fields=["requested", "updated_at"])
    # Its end will say where it stopped; who asked for it stands here.
    asked = "request taken back" if what == Requested.NONE else f"{what} requested"
    write_down(row, row.status, f"{asked}: {reason}")
    after_commit(live.note, row)


def _charge(row: AnalysisJob, reason: str, error: Progress, progress: Progress) -> AnalysisJob:
    attempts = row.attempts + 1
    if row.requested == Requested.NONE and attempts >= MOST_ATTEMPTS:
        return move(row, Status.FAILED, reason, **progress, error=error, attempts=attempts)
    wait = BACKOFF_SECONDS[min(attempts, len(BACKOFF_SECONDS) - 1)]
    return move(
        row,
        _as_requested(row),
        reason,
        **progress,
        attempts=attempts,
        interruptions=row.interruptions + 1,
        # By the clock that it will be held against: this host's may be another.
        retry_at=Now() + timedelta(seconds=wait) if wait else None,
    )


def _as_requested(job: AnalysisJob) -> Status:
    return {Requested.CANCEL: Status.CANCELLED, Requested.PAUSE: Status.PAUSED}.get(
        Requested(job.requested), Status.INTERRUPTED
    )


def _held(job: AnalysisJob) -> AnalysisJob | None:
    return locked(job.pk, status=Status.IN_PROGRESS, fence=job.fence)


def locked(job_id: UUID | str, **conditions: Any) -> AnalysisJob | None:
    rows = AnalysisJob.objects.select_for_update(no_key=True, of=("self",))
    return rows.filter(pk=job_id, **conditions).first()


def move(job: AnalysisJob, to: Status, reason: str, **fields: Any) -> AnalysisJob:
    """Write the new state of a row this transaction has locked."""
    was, slot, worker = job.status, job.slot, job.owner
    fields |= _stated(job.fence, to, timezone.now())
    AnalysisJob.objects.filter(pk=job.pk).update(**fields)
    for name, value in fields.items():
        if not hasattr(value, "resolve_expression"):
            setattr(job, name, value)
    if hasattr(fields.get("retry_at"), "resolve_expression"):
        job.refresh_from_db(fields=["retry_at"])
    write_down(job, was, reason, slot=slot, worker=worker)
    history.count(job, was, reason)
    if to in ENDED:
        _tell_handler(job)
    state_changed.send_robust(AnalysisJob, job=job, was=was, reason=reason)
    after_commit(live.settle, job)
    return job


def cancel_all(jobs: Sequence[AnalysisJob], reason: str) -> None:
    """Cancel rows that wait or are paused, which this transaction has locked: what `move` does to each
    of them, with a few statements for all."""
    if not jobs:
        return
    now = timezone.now()
    rows = AnalysisJob.objects.filter(pk__in=[job.pk for job in jobs])
    rows.update(**_stated(F("fence"), Status.CANCELLED, now))
    before = [job.status for job in jobs]
    changes = []
    for job, was in zip(jobs, before, strict=True):
        for name, value in _stated(job.fence, Status.CANCELLED, now).items():
            setattr(job, name, value)
        changes.append(_change(job, was, reason))
    trail.tell(JobTransition.objects.bulk_create(changes))
    history.count_ended(jobs)
    for job, was in zip(jobs, before, strict=True):
        _tell_handler(job)
        state_changed.send_robust(AnalysisJob, job=job, was=was, reason=reason)
    transaction.on_commit(lambda: live.settle_all(jobs), robust=True)


def _stated(fence: Any, to: Status, now: datetime) -> dict[str, Any]:
    """Return what each change of state writes into a row with this fence, a number or F("fence")."""
    fields = {
        "status": to,
        "requested": Requested.NONE,
        "fence": fence + 1,
        "revision": (fence + 1) * REVISIONS_A_FENCE,
        "updated_at": now,
    }
    if to != Status.IN_PROGRESS:
        fields["slot"] = None
    if to in ENDED:
        fields["finished_at"] = now
    return fields


def _tell_handler(job: AnalysisJob) -> None:
    """Let the handler write what follows from a job's end. A fault of its own does not keep the job from
    ending: nobody could end it, and who takes its slot would meet the same fault for ever."""
    ended = getattr(find(job.type), "ended", None)
    if ended is None:
        return
    try:
        with transaction.atomic():
            ended(job, job.finished_at or timezone.now())
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        log.exception("ended_fault", job=str(job.pk), type=job.type)


def write_down(
    job: AnalysisJob, was: str, reason: str, slot: int | None = None, worker: str = ""
) -> None:
    _change(job, was, reason, slot, worker).save(force_insert=True)


def _change(
    job: AnalysisJob, was: str, reason: str, slot: int | None = None, worker: str = ""
) -> JobTransition:
    return JobTransition(
        job=job,
        from_status=was,
        to_status=job.status,
        reason=reason[:200],
        fence=job.fence,
        slot=job.slot if job.slot is not None else slot,
        worker=job.owner or worker,
        attempts=job.attempts,
    )


def after_commit(tell: Callable[[AnalysisJob], object], job: AnalysisJob) -> None:
    transaction.on_commit(lambda: tell(job), robust=True)
