"""A job's user is told that it has started, is done or has failed: each once, in the transaction in
which it comes to be so. A cancel is not told: who cancels knows, and sees it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.dispatch import receiver

from accounts import notifications
from jobqueue.models import AnalysisJob
from jobqueue.progress import eta_text
from jobqueue.registry import find
from jobqueue.signals import state_changed
from jobqueue.states import Band, JobType, Status


@dataclass(frozen=True, kw_only=True)
class Told:
    """How one type of job is spoken of, and under which types of notification."""

    noun: str
    ended: str
    failed: str
    # Empty: such a job is watched where it was asked for, and its start is no news.
    started: str = ""


def _analysis(noun: str) -> Told:
    return Told(
        noun=noun,
        started="analysis_started",
        ended="analysis_completed",
        failed="analysis_failed",
    )


# A type that is not here is silent. The contract knows no failure of the last three of its own:
# who wants to know of their end wants to know of a bad one, too.
TOLD = {
    JobType.SONG_ANALYSIS: _analysis("The song analysis"),
    JobType.PLAYLIST_ANALYSIS: _analysis("The playlist analysis"),
    JobType.BACKGROUND_ANALYSIS: _analysis("The background analysis"),
    JobType.DUPLICATE_ANALYSIS: _analysis("The duplicate analysis"),
    JobType.LIBRARY_IMPORT: Told(
        noun="The import", ended="import_completed", failed="import_completed"
    ),
    JobType.EXPORT: Told(noun="The export", ended="export_ready", failed="export_ready"),
    JobType.BULK_RESOLUTION: Told(
        noun="The bulk resolution",
        ended="bulk_resolution_completed",
        failed="bulk_resolution_completed",
    ),
}


@receiver(state_changed)
def tell(job: AnalysisJob, was: str, **kwargs: Any) -> None:
    """Notify the user of `job`, if its change is news; a fault in that leaves the change as it is."""
    told = TOLD.get(JobType(job.type)) if job.type in JobType.values else None
    if told is None:
        return
    if job.status == Status.COMPLETED:
        with transaction.atomic():
            _notify(job, told.ended, f"{told.noun} is done", gained(job))
    elif job.status == Status.FAILED:
        with transaction.atomic():
            _notify(job, told.failed, f"{told.noun} failed", (job.error or {}).get("message", ""))
    elif told.started and _is_first_start(job, was):
        with transaction.atomic():
            _notify(job, told.started, f"{told.noun} has started", "You will be told of its end.")


def _is_first_start(job: AnalysisJob, was: str) -> bool:
    """Return whether a user's own job runs for the first time; the night's work is not told."""
    # Pending is what has never run: after a run a job waits as interrupted, resumed ones too.
    return job.status == Status.IN_PROGRESS and was == Status.PENDING and job.band != Band.LOW


def gained(job: AnalysisJob) -> str:
    """Return what the job has brought, in its handler's words, and how long it ran."""
    summary = getattr(find(job.type), "summary", None)
    said = summary(job) if summary is not None else ""
    return f"{said} It took {eta_text(job.active_seconds)}.".strip()


def _notify(job: AnalysisJob, type: str, title: str, message: str) -> None:
    facts = {"job_id": str(job.pk), "job_type": job.type, "status": str(job.status)}
    if "analysis_id" in job.details:
        facts["analysis_id"] = job.details["analysis_id"]
    if job.status == Status.FAILED and job.error:
        facts["code"] = str(job.error.get("code", ""))
    notifications.notify(job.user, type, title, message, **facts)
