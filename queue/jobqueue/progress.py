"""How far a job is, in numbers and words: the body of GET /api/progress/{job_id}."""

from __future__ import annotations

import math
from datetime import UTC, datetime
from typing import Any

from django.conf import settings

from jobqueue import order
from jobqueue.models import AnalysisJob, Band
from jobqueue.registry import find
from jobqueue.states import Status

# Below this there is nothing to measure a rate by.
LEAST_SECONDS = 0.5
# What former jobs took counts as much as so many items of this one.
PRIOR_ITEMS = 5


def progress_body(job: AnalysisJob) -> dict[str, Any]:
    """Return the progress of a job just read from the database, with what Redis knows beyond."""
    if not job.is_ended:
        overlay(job, order.state_of(job.pk))
    return body(job)


def overlay(job: AnalysisJob, state: dict[str, Any] | None) -> None:
    """Put a newer live state over the row's; an older one, of a run before, is left."""
    if state and state["revision"] > job.revision:
        for name in ("revision", "current", "total", "message", "details", "active_seconds"):
            setattr(job, name, state[name])
        job.updated_at = datetime.fromisoformat(state["updated_at"])


def state(job: AnalysisJob) -> dict[str, Any]:
    """Return what the live view of a running job keeps; `overlay` reads it."""
    return {
        "revision": job.revision,
        "current": job.current,
        "total": job.total,
        "message": job.message,
        "details": job.details,
        "active_seconds": round(job.active_seconds, 3),
        "updated_at": job.updated_at.isoformat(),
    }


def body(job: AnalysisJob) -> dict[str, Any]:
    rate = items_per_second(job)
    left = seconds_left(job)
    details = dict(job.details)
    # What it was doing when it was stopped is in `phase`; its own status is to say that it waits.
    if "phase_status" in details and job.status in (Status.INTERRUPTED, Status.PAUSED):
        details["phase_status"] = job.status
    return {
        **details,
        "job_id": str(job.pk),
        "type": job.type,
        "priority": Band(job.band).label,
        "status": job.status,
        "current": job.current,
        "total": job.total,
        "percentage": percentage(job),
        "eta_seconds": left,
        "eta_text": None if left is None else eta_text(left),
        "items_per_second": None if rate is None else round(rate, 2),
        "message": job.message,
        "error": job.error,
        "started_at": text_of(job.started_at),
        "finished_at": text_of(job.finished_at),
        "updated_at": text_of(job.updated_at),
        "revision": job.revision,
        "poll_after_seconds": settings.PROGRESS_UPDATE_INTERVAL_SECONDS,
    }


def percentage(job: AnalysisJob) -> float:
    """Return 0..100; 100 is kept for a job that has completed."""
    if job.status == Status.COMPLETED:
        return 100.0
    if job.total <= 0:
        return 0.0
    share = 100 * max(0, job.current) / job.total
    return min(math.floor(share * 10) / 10, 99.9)


def worked(job: AnalysisJob) -> int:
    """Return how many of the finished items took work: what is passed over takes next to no time, and
    says nothing of how long the rest takes."""
    tell = getattr(find(job.type), "worked", None)
    return max(0, job.current if tell is None else tell(job))


def items_per_second(job: AnalysisJob) -> float | None:
    """Return the rate over all the time the job has run, of items that took work; waiting and
    interruptions do not count."""
    done = worked(job)
    if not done or job.active_seconds < LEAST_SECONDS:
        return None
    return done / job.active_seconds


def seconds_left(job: AnalysisJob) -> float | None:
    """Return the estimated running time left, None while nothing was measured or it waits.

    What former jobs of its kind took an item is a prior, worth five items."""
    if job.total <= 0 or job.status != Status.IN_PROGRESS:
        return None
    left = max(0, job.total - job.current)
    if job.expected_seconds is not None:
        spent = job.active_seconds + PRIOR_ITEMS * job.expected_seconds
        return round(left * spent / (worked(job) + PRIOR_ITEMS), 1)
    rate = items_per_second(job)
    return None if rate is None else round(left / rate, 1)


def eta_text(seconds: float) -> str:
    """Return a time in a person's words, no finer than it is known."""
    if seconds < 5:
        return "a few seconds"
    if seconds < 55:
        return f"about {5 * round(seconds / 5)} seconds"
    for unit, length, until in (("minute", 60, 55 * 60), ("hour", 3600, 36 * 3600)):
        if seconds < until:
            count = max(1, round(seconds / length))
            return f"about {count} {unit}{'s' if count > 1 else ''}"
    return f"about {round(seconds / 86_400)} days"


def text_of(moment: datetime | None) -> str | None:
    if moment is None:
        return None
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
