"""Which jobs the queue page lists: by state, priority and type, and for staff by whose they are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from jobqueue.models import AnalysisJob, JobFailure
from jobqueue.serializers import BANDS
from jobqueue.states import ENDED, OPEN, WAITING, JobType, Status

# What may be asked for, in the pages' words, and the states that it means.
STATES: dict[str, tuple[str, tuple[Status, ...]]] = {
    "": ("Running and waiting", OPEN),
    "running": ("Running", (Status.IN_PROGRESS,)),
    "waiting": ("Waiting", WAITING),
    "paused": ("Paused", (Status.PAUSED,)),
    "ended": ("Ended", ENDED),
    "done": ("Done", (Status.COMPLETED,)),
    "failed": ("Failed", (Status.FAILED,)),
    "cancelled": ("Cancelled", (Status.CANCELLED,)),
    "items": ("With failed items", ENDED),
}
MOST_NAME = 150


@dataclass(frozen=True, kw_only=True)
class Choice:
    """What is asked for; empty is all, of `state` what is open."""

    state: str = ""
    priority: str = ""
    type: str = ""
    # A user's name; of who is not staff their own jobs are shown whatever it says.
    whose: str = ""

    @property
    def title(self) -> str:
        return STATES[self.state][0]

    @property
    def is_narrow(self) -> bool:
        return self != Choice()

    @property
    def of_ended(self) -> bool:
        return set(STATES[self.state][1]) <= set(ENDED)


def read(given: Mapping[str, str]) -> Choice:
    """Return what a query or a form asks for; what it has no word for is not asked."""
    known = {"state": STATES, "priority": BANDS, "type": JobType.values}
    values = {name: given.get(name, "") for name in known}
    return Choice(
        **{name: value if value in known[name] else "" for name, value in values.items()},
        whose=given.get("whose", "").strip().replace("\0", "")[:MOST_NAME],
    )


def jobs_of(user: Any, choice: Choice) -> QuerySet[AnalysisJob]:
    """Return the jobs that `user` may see and asks for, in no order."""
    return narrowed(user, choice).filter(status__in=STATES[choice.state][1])


def narrowed(user: Any, choice: Choice) -> QuerySet[AnalysisJob]:
    """Return the same in any state."""
    jobs = AnalysisJob.objects.visible_to(user)
    if choice.priority:
        jobs = jobs.filter(band=BANDS.index(choice.priority))
    if choice.type:
        jobs = jobs.filter(type=choice.type)
    if choice.whose:
        jobs = jobs.filter(user__username__iexact=choice.whose)
    if choice.state == "items":
        jobs = jobs.filter(pk__in=JobFailure.objects.filter(retried_by=None).values("job"))
    return jobs
