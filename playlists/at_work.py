"""What a playlist's page shows of analyses: the playlist's own run, else that of the whole library."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from analyses.audio import totals
from jobqueue.models import AnalysisJob
from jobqueue.progress import progress_body
from jobqueue.states import JobType, Status
from playlists.models import Playlist

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True, kw_only=True)
class AtWork:
    """An open job: what it works on, and the body of GET /api/progress/{job_id}."""

    label: str
    progress: dict[str, Any]
    is_own: bool


def of_playlist(user: User, playlist: Playlist) -> AtWork | None:
    """Return the playlist's own open analysis, whoever started it; else what works on the library of
    `user`; None where nothing does."""
    own = runs_of(playlist).open().order_by("created_at").first()
    if own is not None:
        return AtWork(label=playlist.name, progress=progress_body(own), is_own=True)
    return of_library(user)


def of_library(user: User) -> AtWork | None:
    """Return the open background analysis of a user; None where there is none."""
    jobs = totals.jobs_of(user).filter(type=JobType.BACKGROUND_ANALYSIS)
    job = jobs.order_by("band", "created_at").first()
    if job is None:
        return None
    return AtWork(label="Your whole library", progress=progress_body(job), is_own=False)


def last_failure(playlist: Playlist) -> AnalysisJob | None:
    """Return the playlist's newest analysis if it is one that failed."""
    newest = runs_of(playlist).order_by("-created_at").first()
    return newest if newest is not None and newest.status == Status.FAILED else None


def runs_of(playlist: Playlist) -> Any:
    """Return the analyses of a playlist, of all its users."""
    return AnalysisJob.objects.filter(type=JobType.PLAYLIST_ANALYSIS, target_id=str(playlist.pk))
