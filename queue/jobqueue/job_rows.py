"""Jobs as the queue page lists them, each with what one may do to it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Prefetch, QuerySet, Value, When

from jobqueue import freshness, job_choice, positions, progress
from jobqueue.job_choice import Choice
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
    # Its place in line, from 1, while it waits.
    position: int | None
    state: str
    actions: tuple[str, ...]
    # What has been asked of a running job and is still to happen.
    asked: str
    failures: list[Any]
    more_failures: bool
    # Whether its items that failed can be done again.
    can_retry: bool


@dataclass(frozen=True, kw_only=True)
class Rows:
    rows: list[Row]
    number: int
    more: bool


def page(user: Any, choice: Choice, number: int) -> Rows:
    """Return a page (from 1) of the jobs that `user` may see and asks for: of open ones what runs first,
    then in order; of ended ones the newest first."""
    jobs = job_choice.jobs_of(user, choice)
    jobs = _newest(jobs) if choice.of_ended else _in_order(jobs)
    start = (number - 1) * PAGE
    found = list(jobs.select_related("user")[start : start + PAGE + 1])
    return Rows(rows=rows_of(found[:PAGE]), number=number, more=len(found) > PAGE)


def ended(user: Any, choice: Choice) -> list[Row]:
    """Return the jobs that ended last, of those that `user` may see and asks for in any state."""
    jobs = job_choice.narrowed(user, choice).filter(status__in=ENDED)
    return rows_of(_newest(jobs).select_related("user")[:ENDED_SHOWN])


def rows_of(jobs: Iterable[AnalysisJob]) -> list[Row]:
    """Return the rows of jobs just read, by one round trip to Redis and one query for their places."""
    jobs = list(jobs)
    freshness.bring_up_to_date(jobs)
    places = positions.of(jobs)
    return [_row(job, places.get(job.pk)) for job in jobs]


def _in_order(jobs: QuerySet[AnalysisJob]) -> QuerySet[AnalysisJob]:
    first = Case(When(status=Status.IN_PROGRESS, then=Value(0)), default=Value(1))
    return jobs.order_by(first, "band", "rank")


def _newest(jobs: QuerySet[AnalysisJob]) -> QuerySet[AnalysisJob]:
    return _with_failures(jobs).order_by("-finished_at", "-id")


def _row(job: AnalysisJob, position: int | None) -> Row:
    failures = getattr(job, "first_failures", [])
    return Row(
        job=job,
        progress=progress.body(job),
        position=position,
        state=STATES[Status(job.status)],
        actions=_actions(job),
        asked=ASKED.get(Requested(job.requested), ""),
        failures=failures[:FAILURES_SHOWN],
        more_failures=len(failures) > FAILURES_SHOWN,
        can_retry=hasattr(find(job.type), "retry"),
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
    first = JobFailure.objects.order_by("number")[: FAILURES_SHOWN + 1]
    return jobs.prefetch_related(Prefetch("failures", queryset=first, to_attr="first_failures"))
