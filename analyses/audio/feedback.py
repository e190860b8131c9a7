"""Whether analyses are worth it to the people they are for: one press after a run, and who has the
automatic ones on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Count, Q
from django.utils import timezone

from accounts.models import Preference, User
from accounts.preferences import KNOWN
from analyses.audio.models import RunFeedback
from jobqueue import watching
from jobqueue.models import AnalysisJob
from jobqueue.states import JobType, Status

if TYPE_CHECKING:
    from uuid import UUID

# Later nobody remembers a run.
ASKED_FOR = timedelta(days=7)
MONTH = timedelta(days=30)
TYPES = (JobType.PLAYLIST_ANALYSIS, JobType.BACKGROUND_ANALYSIS)


@dataclass(frozen=True, kw_only=True)
class Adoption:
    """How many people there are, how many of them have automatic analysis on, what was said of runs, and
    for how long their progress was watched."""

    users: int
    automatic: int
    useful: int
    useless: int
    # In the last 30 days.
    watched: watching.Total


def to_ask(user: User, type: JobType, target_id: str | None = None) -> AnalysisJob | None:
    """Return the run that a user is asked about: their newest of this type (and target), if it has
    completed in the last days, did something, and they have not said."""
    runs = AnalysisJob.objects.filter(user=user, type=type)
    if target_id is not None:
        runs = runs.filter(target_id=target_id)
    newest = runs.order_by("-created_at").first()
    if newest is None or newest.status != Status.COMPLETED or not newest.current:
        return None
    if newest.finished_at is None or newest.finished_at < timezone.now() - ASKED_FOR:
        return None
    return None if newest.feedback.filter(user=user).exists() else newest  # type: ignore[attr-defined]


def say(user: User, job_id: UUID, useful: bool) -> bool:
    """Keep what a user says of a completed run of theirs, in place of what they said before; False
    where there is no such run."""
    job = AnalysisJob.objects.filter(
        pk=job_id, user=user, type__in=TYPES, status=Status.COMPLETED
    ).first()
    if job is None:
        return False
    RunFeedback.objects.update_or_create(
        user=user, job=job, defaults={"job_type": job.type, "useful": useful}
    )
    return True


def adoption() -> Adoption:
    """Count over all active users, and over all that was said."""
    users = User.objects.filter(is_active=True)
    chosen = Preference.objects.filter(key="auto_analysis", user__is_active=True)
    on_by_default = bool(KNOWN["auto_analysis"].default)
    others = chosen.filter(value=not on_by_default).count()
    count = users.count()
    said = RunFeedback.objects.aggregate(
        yes=Count("pk", filter=Q(useful=True)), no=Count("pk", filter=Q(useful=False))
    )
    automatic = count - others if on_by_default else others
    return Adoption(
        users=count,
        automatic=automatic,
        useful=said["yes"],
        useless=said["no"],
        watched=watching.total(timezone.now().date() - MONTH),
    )
