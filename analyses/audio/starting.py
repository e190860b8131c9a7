"""Starting analyses of songs: one open job each, however often it is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from accounts.preferences import preference
from analyses.audio import off_peak
from analyses.audio.batch import named
from analyses.audio.waiting import unanalysed
from jobqueue import jobs
from jobqueue.errors import NotRepeatable
from jobqueue.models import AnalysisJob, JobFailure
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


def start_again(user: User, failures: Sequence[JobFailure]) -> AnalysisJob:
    """Let songs that failed be analysed once more: one before all else, several when they are due in the
    band of what a user waits for. Raises NotRepeatable where none of them is there any more."""
    wanted = [int(f.target_id) for f in failures if f.target_id.isdecimal()]
    songs = Track.objects.in_library().filter(pk__in=wanted, user=user).in_bulk()
    left = [song_id for song_id in wanted if song_id in songs]
    if not left:
        raise NotRepeatable
    if len(left) == 1:
        return start_song(user, songs[left[0]])
    with transaction.atomic():
        job = jobs.enqueue(
            type=JobType.BACKGROUND_ANALYSIS,
            user=user,
            target_id=str(user.pk),
            band=Band.MEDIUM,
            payload={"tracks": left},
            total=len(left),
        )
        tell_first(job, message="Songs that failed before")
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
