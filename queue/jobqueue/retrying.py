"""Items that failed are done again: of one job, or of many at once, by one new job for each."""

from __future__ import annotations

from typing import Any

from jobqueue import job_choice, jobs
from jobqueue.errors import NotRepeatable
from jobqueue.job_choice import Choice
from jobqueue.models import AnalysisJob
from jobqueue.registry import find
from jobqueue.states import JobType

# Items of a job that are done again by one new job.
MOST_ITEMS = 10_000
# Jobs that one press brings back; the next press brings the next.
MOST_JOBS = 50


def retry_job(job: AnalysisJob) -> AnalysisJob:
    """Make a new job that does what failed of an ended one and is not being done again already, and
    return it. Raises NotRepeatable where nothing is left."""
    left = job.failures.filter(retried_by=None).order_by("number")
    return jobs.retry_failures(job, list(left[:MOST_ITEMS]))


def retry_all(user: Any, choice: Choice) -> tuple[int, int]:
    """Do again what failed and is not being done again, of the jobs with failed items that `user` may
    see and asks for, the newest first. Returns how many items, and of how many jobs."""
    items = made = 0
    can = [type for type in JobType.values if hasattr(find(type), "retry")]
    found = job_choice.jobs_of(user, choice).filter(type__in=can).select_related("user")
    for job in found.order_by("-finished_at", "-id")[:MOST_JOBS]:
        count = job.failures.filter(retried_by=None).count()
        try:
            retry_job(job)
        except NotRepeatable:
            # Its songs are gone, or another press was first.
            continue
        items, made = items + min(count, MOST_ITEMS), made + 1
    return items, made
