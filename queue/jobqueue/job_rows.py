"""Jobs as the queue page lists them, each with what one may do to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Prefetch, QuerySet, Value, When

from jobqueue import progress
from jobqueue.models import AnalysisJob, JobFailure
from jobqueue.registry import find
from jobqueue.states import ENDED, Requested, Status

PAGE, ENDED_SHOWN, FAILURES_SHOWN = 25, 10, 5

# The names that the pages have for states.
STATES = {
    Status.PENDING: "Waiting",
    Status.IN_PROGRESS: "Running",
    Status.INTERRUPTED: "Interrupted",
    Status.PAUSED: "Paused",
    Status.COMPLETED: "Done",
    Status.FAILED: "Failed",
    Status.CANCELLED: "Cancelled",
}
ASKED = {
    Requested.CANCEL: "stops at its next safe point",
    Requested.PAUSE: "pauses at its next safe point",
}


@dataclass(frozen=True, kw_only=True)
class Row:
    """A job, its progress, its buttons by name, and the first of its items that failed."""

    job: AnalysisJob
    progress: dict[str, Any]
    state: str
    actions: tuple[str, ...]
    # What has been asked of a running job and is still to happen.
    asked: str
    failures: list[Any]


@dataclass(frozen=True, kw_only=True)
class Rows:
    rows: list[Row]
    number: int
    more: bool


def still_open(user: Any, number: int) -> Rows:
    """Return a page (from 1) of the open jobs that `user` may see: what runs first, then in order."""
    jobs = AnalysisJob.objects.visible_to(user).open().select_related("user")
    first = Case(When(status=Status.IN_PROGRESS, then=Value(0)), default=Value(1))
    start = (number - 1) * PAGE
    found = list(jobs.order_by(first, "band", "rank")[start : start + PAGE + 1])
    rows = [_row(job, progress.progress_body(job)) for job in found[:PAGE]]
    return Rows(rows=rows, number=number, more=len(found) > PAGE)


def ended(user: Any) -> list[Row]:
    """Return the jobs that ended last, of those that `user` may see."""
    jobs = AnalysisJob.objects.visible_to(user).filter(status__in=ENDED).select_related("user")
    newest = _with_failures(jobs).order_by("-finished_at", "-id")[:ENDED_SHOWN]
    return [_row(job, progress.body(job)) for job in newest]


def _row(job: AnalysisJob, body: dict[str, Any]) -> Row:
    return Row(
        job=job,
        progress=body,
        state=STATES[Status(job.status)],
        actions=_actions(job),
        asked=ASKED.get(Requested(job.requested), ""),
        failures=getattr(job, "first_failures", []),
    )


def _actions(job: AnalysisJob) -> tuple[str, ...]:
    if job.is_ended:
        return ("replay",) if hasattr(find(job.type), "again") else ()
    if job.requested == Requested.CANCEL:
        return ()
    if job.status == Status.PAUSED or job.requested == Requested.PAUSE:
        return ("resume", "cancel")
    return ("pause", "cancel")


def _with_failures(jobs: QuerySet[AnalysisJob]) -> QuerySet[AnalysisJob]:
    """Read the first failed items of each job along."""
    first = JobFailure.objects.order_by("number")[:FAILURES_SHOWN]
    return jobs.prefetch_related(Prefetch("failures", queryset=first, to_attr="first_failures"))
