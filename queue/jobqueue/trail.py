"""Each change of a job's state, and of its priority, is one line of the log once it is committed.

The keys: job, type, user (whose job; `user_id` is who asked, in a request), target, from, to,
reason, band, fence, slot, worker, attempts.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import structlog
from django.db import transaction
from django.db.models.signals import post_save
from django.dispatch import receiver

from jobqueue.models import JobTransition

log = structlog.get_logger(__name__)


# Each way to change a job makes its row, so nothing goes by unlogged.
@receiver(post_save, sender=JobTransition)
def follow(instance: JobTransition, created: bool, **kwargs: Any) -> None:
    if created:
        tell([instance])


def tell(changes: Sequence[JobTransition]) -> None:
    """Write these changes to the log once they are committed; those made in bulk send no signal."""
    # Read now: the same job object may have moved on by the time it commits.
    lines = [(event_of(change), line_of(change)) for change in changes]

    def write() -> None:
        for event, line in lines:
            log.info(event, **line)

    transaction.on_commit(write, robust=True)


def event_of(change: JobTransition) -> str:
    """Return what kind of change it is: of the state, or, in an unchanged state, of the priority;
    anything else is a note, as of what was asked of a running job."""
    if change.from_status != change.to_status:
        return "job_changed"
    band = change.job.get_band_display()
    moved = change.reason.startswith((f"raised to {band}", f"moved to {band}"))
    return "job_priority_changed" if moved else "job_noted"


def line_of(change: JobTransition) -> dict[str, Any]:
    job = change.job
    return {
        "job": str(job.pk),
        "type": job.type,
        "user": job.user_id,
        "target": job.target_id,
        "from": change.from_status or None,
        "to": str(change.to_status),
        "reason": change.reason,
        "band": job.get_band_display(),
        "fence": change.fence,
        "slot": change.slot,
        "worker": change.worker,
        "attempts": change.attempts,
    }
