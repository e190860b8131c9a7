"""The progress record of an analysis: GET /api/duplicates/progress/{analysis_id}."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone

from analyses.duplicates.models import DuplicateAnalysis
from jobqueue.models import AnalysisJob
from jobqueue.progress import progress_body, text_of
from jobqueue.states import Status


class Phase(models.TextChoices):
    """What a run is doing; the label is what the pages say."""

    STARTING = "starting", "Waiting for its turn"
    LOADING_TRACKS = "loading_tracks", "Loading tracks"
    ANALYZING_SIMILARITIES = "analyzing_similarities", "Comparing tracks"
    CROSS_REFERENCING = "cross_referencing", "Matching with iTunes"
    SAVING_RESULTS = "saving_results", "Saving the groups"
    COMPLETED = "completed", "Done"


# The phases that are steps of the work, in order.
STEPS = (
    Phase.LOADING_TRACKS,
    Phase.ANALYZING_SIMILARITIES,
    Phase.CROSS_REFERENCING,
    Phase.SAVING_RESULTS,
)


def step_of(phase: str) -> int:
    """Return the number of a phase among the steps, from 1; 0 before the first."""
    if phase == Phase.COMPLETED:
        return len(STEPS)
    return STEPS.index(Phase(phase)) + 1 if phase in STEPS else 0


def status_of(job_status: str, phase: str) -> str:
    """Return the status of the record: the job's, or, while it runs, the phase it is in."""
    if job_status == Status.IN_PROGRESS:
        return phase or Phase.STARTING.value
    return Phase.STARTING.value if job_status == Status.PENDING else job_status


def first_details(analysis: DuplicateAnalysis) -> dict[str, Any]:
    """Return what a job's progress says before it has run."""
    return {
        "analysis_id": str(analysis.pk),
        "phase": Phase.STARTING.value,
        "phase_status": Phase.STARTING.value,
        "current_step": 0,
        "total_steps": len(STEPS),
        "tracks_processed": 0,
        "tracks_compared": 0,
        "total_tracks": 0,
        "groups_found": 0,
    }


def record_of(analysis: DuplicateAnalysis) -> dict[str, Any]:
    """Return the record; of a job that was cleared away, what the analysis itself knows."""
    job = AnalysisJob.objects.filter(pk=analysis.job_id).first() if analysis.job_id else None
    if job is None:
        return _of_ended(analysis)
    body = progress_body(job)
    phase = body.get("phase") or Phase.STARTING.value
    return {
        "analysis_id": str(analysis.pk),
        "job_id": str(job.pk),
        "status": status_of(job.status, phase),
        "phase": phase,
        "current_step": body.get("current_step", 0),
        "total_steps": body.get("total_steps", len(STEPS)),
        "percentage": body["percentage"],
        "estimated_remaining_seconds": body["eta_seconds"],
        "current_message": body["message"],
        "tracks_processed": body.get("tracks_processed", 0),
        "total_tracks": body.get("total_tracks", 0),
        "groups_found": body.get("groups_found", 0),
        "start_time": body["started_at"],
        "last_update": body["updated_at"],
        "poll_after_seconds": body["poll_after_seconds"],
    }


def _of_ended(analysis: DuplicateAnalysis) -> dict[str, Any]:
    completed = analysis.status == DuplicateAnalysis.Status.COMPLETED
    phase = analysis.phase or Phase.STARTING.value
    return {
        "analysis_id": str(analysis.pk),
        "job_id": None,
        "status": Phase.STARTING.value if analysis.is_running else analysis.status,
        "phase": phase,
        "current_step": step_of(phase),
        "total_steps": len(STEPS),
        "percentage": 100.0 if completed else 0.0,
        "estimated_remaining_seconds": None,
        "current_message": analysis.error_message or "",
        "tracks_processed": analysis.total_tracks_analyzed,
        "total_tracks": analysis.total_tracks_analyzed,
        "groups_found": analysis.total_groups_found,
        "start_time": text_of(analysis.started_at),
        "last_update": text_of(analysis.completed_at or timezone.now()),
        "poll_after_seconds": settings.PROGRESS_UPDATE_INTERVAL_SECONDS,
    }
