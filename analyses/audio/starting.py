"""Starting analyses of songs: one open job each, however often it is asked for."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from accounts.preferences import preference
from analyses.audio import off_peak
from analyses.audio.batch import named
from analyses.audio.waiting import unanalysed
from jobqueue import jobs
from jobqueue.models import AnalysisJob
from jobqueue.states import Band, JobType
from library.models import Track

if TYPE_CHECKING:
    from accounts.models import User


def start_song(user: User, track: Track) -> AnalysisJob:
    """Let one song be analysed before all that waits in lower bands."""
    with transaction.atomic():
        job = jobs.enqueue(
            type=JobType.SONG_ANALYSIS,
            user=user,
            target_id=str(track.pk),
            band=Band.HIGH,
            dedupe_key=f"song:{user.pk}:{track.pk}",
            total=1,
        )
        tell_first(job, message=f"Waiting: {named(track)}", track_id=track.pk)
    return job


def start_background(user: User) -> AnalysisJob:
    """Let all unanalysed songs of a user be analysed when nothing better is to be done, and not
    before their off-peak window opens."""
    with transaction.atomic():
        job = jobs.enqueue(
            type=JobType.BACKGROUND_ANALYSIS,
            user=user,
            target_id=str(user.pk),
            band=Band.LOW,
            dedupe_key=f"background:{user.pk}",
        )
        opening = off_peak.opens_at(user, timezone.now())
        if job.created_now and opening is not None:
            put_off(job, opening)
        tell_first(job, message="Songs that are not analysed yet")
    return job


def start_when_idle(user: User) -> AnalysisJob | None:
    """Start the background analysis where the user wants it, none of their jobs is open, and there
    is something to do; else return None."""
    if not preference(user, "auto_analysis"):
        return None
    if AnalysisJob.objects.open().filter(user=user).exists():
        return None
    if not unanalysed(user.pk).exists():
        return None
    return start_background(user)


def put_off(job: AnalysisJob, moment: datetime) -> None:
    """Let a new job wait until then, in the transaction that makes it."""
    job.retry_at = moment
    job.save(update_fields=["retry_at"])


def tell_first(job: AnalysisJob, message: str, **details: object) -> None:
    """Give a job that was just made what its first message says."""
    if job.created_now:
        job.message = message[:500]
        job.details = details
        job.save(update_fields=["message", "details"])
