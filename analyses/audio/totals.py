"""How much of some songs is analysed: the body of GET /api/progress/global, and of a playlist's."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet

from analyses.audio import costs, counts
from analyses.audio.counts import Counts
from jobqueue import progress
from jobqueue.models import AnalysisJob
from jobqueue.states import JobType, Status
from library.models import Track

if TYPE_CHECKING:
    from accounts.models import User

TYPES = (JobType.SONG_ANALYSIS, JobType.PLAYLIST_ANALYSIS, JobType.BACKGROUND_ANALYSIS)


def of_library(user: User) -> dict[str, Any]:
    """Return how much of a user's library is analysed, without the trash."""
    jobs = jobs_of(user)
    running = _running(jobs)
    return _body(user, counts.of_library(user, running=running is not None), jobs, running)


def of_tracks(user: User, tracks: QuerySet[Track], jobs: QuerySet[AnalysisJob]) -> dict[str, Any]:
    """Return how much of `tracks` is analysed, with `user`'s open `jobs` that work on them."""
    return _body(user, counts.of_tracks(tracks), jobs, _running(jobs))


def jobs_of(user: User) -> QuerySet[AnalysisJob]:
    """Return the open jobs of a user that analyse songs, without what they were given to do."""
    return AnalysisJob.objects.open().filter(user=user, type__in=TYPES).defer("payload")


def percentage(analysed: int, total: int) -> float:
    """Return 0..100; 100 is kept for all of them, and for none there are."""
    if analysed >= total:
        return 100.0
    return math.floor(1000 * analysed / total) / 10


def _body(
    user: User, found: Counts, jobs: QuerySet[AnalysisJob], running: AnalysisJob | None
) -> dict[str, Any]:
    # It also takes over into the row what Redis knows beyond.
    body = None if running is None else progress.progress_body(running)
    return {
        "total": found.total,
        "analysed": found.analysed,
        "percentage": percentage(found.analysed, found.total),
        "eta_seconds": _seconds_left(user, found.left, running),
        "running_job": body,
        "queued_jobs": jobs.waiting().count(),  # type: ignore[attr-defined]
        "last_analysis_at": progress.text_of(found.last),
    }


def _running(jobs: QuerySet[AnalysisJob]) -> AnalysisJob | None:
    """Return the job that runs, the best band first; None where none does."""
    return jobs.filter(status=Status.IN_PROGRESS).order_by("band", "created_at").first()


def _seconds_left(user: User, left: int, running: AnalysisJob | None) -> float | None:
    """Return the estimated working time for `left` songs, None while nothing was measured."""
    if left == 0:
        return 0.0
    if running is not None and running.active_seconds >= progress.LEAST_SECONDS:
        # Songs that were passed over took no time, and say nothing of those to come.
        done = progress.worked(running)
        if done > 0:
            return round(left * running.active_seconds / done, 1)
    mean = costs.mean_seconds(user.pk)
    return None if mean is None else round(left * mean, 1)
