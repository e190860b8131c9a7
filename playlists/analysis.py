"""All songs of a playlist analysed, in its order: PLAYLIST_ANALYSIS."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Q

from analyses.audio import costs, starting, totals
from analyses.audio.batch import (
    ALREADY_ANALYSED,
    GONE,
    analyse_one,
    gained,
    is_analysed,
    looked_into_already,
    pass_over,
    said,
    worked,
)
from analyses.audio.starting import tell_first
from jobqueue import jobs
from jobqueue.errors import NotRepeatable
from jobqueue.models import AnalysisJob, JobFailure
from jobqueue.registry import Failed
from jobqueue.run import Run
from jobqueue.states import Band, JobType, Kind
from library.models import Track
from library.models.tracks import TrackQuerySet
from playlists import progress_group
from playlists.models import Playlist

if TYPE_CHECKING:
    from accounts.models import User


def start(user: User, playlist: Playlist) -> AnalysisJob:
    """Let a playlist's songs be analysed; one that is open for it is returned as it is.

    Which songs is settled here: what is added later is for the next one. Those that are analysed
    already are done from the start, so that the estimate is of the others."""
    tracks, done = _songs_in_order(playlist), looked_into_already(songs_of(playlist))
    left = [track_id for track_id in tracks if track_id not in done]
    passed_over = len(tracks) - len(left)
    counted: dict[str, object] = {ALREADY_ANALYSED: passed_over} if passed_over else {}
    with transaction.atomic():
        job = jobs.enqueue(
            type=JobType.PLAYLIST_ANALYSIS,
            user=user,
            target_id=str(playlist.pk),
            band=Band.MEDIUM,
            payload={"tracks": left},
            dedupe_key=f"playlist:{user.pk}:{playlist.pk}",
            total=len(tracks),
            current=passed_over,
        )
        tell_first(
            job,
            message=f"Waiting: {playlist.name}",
            playlist_id=playlist.pk,
            playlist_name=playlist.name,
            **counted,
        )
        progress_group.tell(playlist.pk, job)
    return job


def progress_of(user: User, playlist: Playlist) -> dict[str, Any]:
    """Return how much of a playlist is analysed, with `user`'s jobs that are at it."""
    songs, jobs = songs_of(playlist), totals.jobs_of(user)
    # The user's few open jobs are looked up in the playlist, and not its many songs among the jobs.
    targets = jobs.filter(type=JobType.SONG_ANALYSIS).values_list("target_id", flat=True)
    held = songs.filter(pk__in=[int(target) for target in targets]).values_list("pk", flat=True)
    at_it = Q(type=JobType.PLAYLIST_ANALYSIS, target_id=str(playlist.pk)) | Q(
        type=JobType.SONG_ANALYSIS, target_id__in=[str(pk) for pk in held]
    )
    return totals.of_tracks(user, songs, jobs.filter(at_it))


def songs_of(playlist: Playlist) -> TrackQuerySet:
    """Return the songs of a playlist, each once, without the trash."""
    return Track.objects.filter(pk__in=playlist.entries.values("track_id")).in_library()


def _songs_in_order(playlist: Playlist) -> list[int]:
    entries = playlist.entries.shown().order_by("position")
    return list(dict.fromkeys(entries.values_list("track_id", flat=True)))


class PlaylistAnalysis:
    """The handler of PLAYLIST_ANALYSIS. The cursor counts finished songs, so that an interrupted job
    goes on behind the last one."""

    kind = Kind.ANALYSIS.value
    holds_arrays = False

    def run(self, run: Run) -> None:
        tracks = run.job.payload["tracks"]
        if not Playlist.objects.filter(pk=run.job.target_id).exists():
            raise Failed("playlist_gone", "The playlist is gone.")
        done = int((run.job.cursor or {}).get("done", 0))
        for number, track_id in enumerate(tracks[done:], start=done + 1):
            _do(run, track_id, {"done": number})
        run.report(message=said(run.job))

    def cost_ms(self, job: AnalysisJob) -> int:
        return costs.of_songs(job.user_id, len(job.payload["tracks"]))

    def worked(self, job: AnalysisJob) -> int:
        return worked(job)

    def summary(self, job: AnalysisJob) -> str:
        return gained(job)

    def again(self, job: AnalysisJob) -> AnalysisJob:
        playlist = Playlist.objects.visible_to(job.user).filter(pk=job.target_id).first()
        if playlist is None:
            raise NotRepeatable(job_id=str(job.pk), status=job.status)
        return start(job.user, playlist)

    def retry(self, job: AnalysisJob, failures: Sequence[JobFailure]) -> AnalysisJob:
        return starting.start_again(job, failures)


def _do(run: Run, track_id: int, cursor: dict[str, int]) -> None:
    track = Track.objects.in_library().filter(pk=track_id).first()
    if track is None:
        pass_over(run, GONE, cursor)
    elif is_analysed(track):
        pass_over(run, ALREADY_ANALYSED, cursor)
    else:
        analyse_one(run, track, cursor)
