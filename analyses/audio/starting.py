"""Starting analyses of songs: one open job each, however often it is asked for."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from accounts.preferences import preference
from analyses.audio import off_peak
from analyses.audio.batch import named
from analyses.audio.waiting import anything_waits
from jobqueue import jobs, live, transitions
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
            dedupe_key=_background_key(user),
        )
        opening = off_peak.opens_at(user, timezone.now())
        if job.created_now and opening is not None:
            put_off(job, opening)
        tell_first(job, message="Songs that are not analysed yet")
    return job


def _background_key(user: User) -> str:
    return f"background:{user.pk}"


def start_again(failed: AnalysisJob, failures: Sequence[JobFailure]) -> AnalysisJob:
    """Let songs of an ended job that failed be analysed once more: one before all else, several when
    they are due in the band of what a user waits for. Asked for twice, they are one job. Raises
    NotRepeatable where none of them is there any more."""
    wanted = [int(f.target_id) for f in failures if f.target_id.isdecimal()]
    left = _still_there(failed.user, wanted)
    if not left:
        raise NotRepeatable
    if len(left) == 1:
        return start_song(failed.user, left[0])
    return _start_these(failed, left, Band.MEDIUM, "Songs that failed before")


def replay(job: AnalysisJob) -> AnalysisJob:
    """Let the songs that an ended job was given be analysed once more, in its band. Raises
    NotRepeatable where none of them is there any more."""
    left = _still_there(job.user, job.payload["tracks"])
    if not left:
        raise NotRepeatable(job_id=str(job.pk), status=job.status)
    return _start_these(job, left, Band(job.band), "Songs that were done before")


def _still_there(user: User, wanted: Sequence[int]) -> list[Track]:
    songs = Track.objects.in_library().filter(pk__in=wanted, user=user).in_bulk()
    return [songs[song_id] for song_id in wanted if song_id in songs]


def _start_these(before: AnalysisJob, songs: Sequence[Track], band: Band, say: str) -> AnalysisJob:
    ids = [song.pk for song in songs]
    which = hashlib.sha256(json.dumps(ids).encode()).hexdigest()
    with transaction.atomic():
        job = jobs.enqueue(
            type=JobType.BACKGROUND_ANALYSIS,
            user=before.user,
            target_id=str(before.user_id),
            band=band,
            payload={"tracks": ids},
            # A double click finds the job that the first one made.
            dedupe_key=f"again:{before.pk}:{which}",
            total=len(ids),
        )
        tell_first(job, message=say)
    return job


def start_when_idle(user: User) -> AnalysisJob | None:
    """Start the background analysis where the user wants it, none of their jobs is open, and there
    is something to do; else return None."""
    if not preference(user, "auto_analysis"):
        return None
    if AnalysisJob.objects.open().filter(user=user).exists():
        reschedule(user)
        return None
    if not anything_waits(user.pk):
        return None
    return start_background(user)


def reschedule(user: User) -> None:
    """Let a background analysis that waits begin when the off-peak window opens by what the user's
    preferences say now."""
    with transaction.atomic():
        waiting = AnalysisJob.objects.waiting().filter(
            user=user, type=JobType.BACKGROUND_ANALYSIS, dedupe_key=_background_key(user)
        )
        job = waiting.select_for_update(no_key=True, of=("self",)).first()
        if job is None:
            return
        opening = off_peak.opens_at(user, timezone.now())
        if job.retry_at != opening:
            put_off(job, opening)
            # The next repair sends for a worker.
            transitions.after_commit(live.note, job)


def put_off(job: AnalysisJob, moment: datetime | None) -> None:
    """Let a job that waits do so until then, and not only for its turn; None takes that back."""
    job.retry_at = moment
    job.save(update_fields=["retry_at"])


def tell_first(job: AnalysisJob, message: str, **details: object) -> None:
    """Give a job that was just made what its first message says."""
    if job.created_now:
        job.message = message[:500]
        job.details = details
        job.save(update_fields=["message", "details"])
