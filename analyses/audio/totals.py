"""How much of some songs is analysed: the body of GET /api/progress/global, and of a playlist's."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from django.db.models import Avg, Count, Max, Q, QuerySet

from analyses.audio.models import TrackAnalysis
from jobqueue import progress
from jobqueue.models import AnalysisJob
from jobqueue.states import JobType, Status
from library.models import Track

if TYPE_CHECKING:
    from accounts.models import User

TYPES = (JobType.SONG_ANALYSIS, JobType.PLAYLIST_ANALYSIS, JobType.BACKGROUND_ANALYSIS)
# So many analyses, the latest, say how long a song takes.
MEASURED = 50


def of_library(user: User) -> dict[str, Any]:
    """Return how much of a user's library is analysed, without the trash."""
    return totals(user, Track.objects.filter(user=user).in_library(), jobs_of(user))


def jobs_of(user: User) -> QuerySet[AnalysisJob]:
    """Return the open jobs of a user that analyse songs."""
    return AnalysisJob.objects.open().filter(user=user, type__in=TYPES)


def totals(user: User, tracks: QuerySet[Track], jobs: QuerySet[AnalysisJob]) -> dict[str, Any]:
    """Return the figures of `tracks`, with those of the open `jobs` that work on them."""
    found = tracks.aggregate(
        total=Count("pk"),
        analysed=Count("pk", filter=Q(analysed_at__isnull=False)),
        last=Max("analysed_at"),
    )
    running = _running(jobs)
    left = found["total"] - found["analysed"]
    return {
        "total": found["total"],
        "analysed": found["analysed"],
        "percentage": percentage(found["analysed"], found["total"]),
        "eta_seconds": _seconds_left(user, left, running),
        "running_job": running,
        "queued_jobs": jobs.waiting().count(),  # type: ignore[attr-defined]
        "last_analysis_at": progress.text_of(found["last"]),
    }


def percentage(analysed: int, total: int) -> float:
    """Return 0..100; 100 is kept for all of them, and for none there are."""
    if analysed >= total:
        return 100.0
    return math.floor(1000 * analysed / total) / 10


def _running(jobs: QuerySet[AnalysisJob]) -> dict[str, Any] | None:
    """Return the progress of the job that runs, the best band first; None where none does."""
    job = jobs.filter(status=Status.IN_PROGRESS).order_by("band", "created_at").first()
    return progress.progress_body(job) if job is not None else None


def _seconds_left(user: User, left: int, running: dict[str, Any] | None) -> float | None:
    """Return the estimated working time for `left` songs, None while nothing was measured."""
    if left == 0:
        return 0.0
    rate = running and running["items_per_second"]
    if rate:
        return round(left / rate, 1)
    latest = TrackAnalysis.objects.filter(track__user=user).order_by("-analysed_at")
    latest_ids = latest.values("pk")[:MEASURED]
    mean = TrackAnalysis.objects.filter(pk__in=latest_ids).aggregate(mean=Avg("seconds_spent"))
    return None if mean["mean"] is None else round(left * mean["mean"], 1)
