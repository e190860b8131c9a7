"""The analysis follows its job: by one UPDATE, in the transaction in which the job ends, its groups
are there, whoever ends it and however."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from analyses.duplicates import analyses
from analyses.duplicates.models import DuplicateAnalysis
from analyses.duplicates.progress import Phase, step_of
from jobqueue.models import AnalysisJob
from jobqueue.states import Status


def keep_in_step(job: AnalysisJob, now: datetime) -> None:
    """Complete, fail or cancel the analysis of a job that has just done so."""
    rows = DuplicateAnalysis.objects.select_for_update(no_key=True, of=("self",))
    analysis = rows.select_related("user").filter(pk=job.target_id, job_id=job.pk).first()
    if analysis is None:
        return
    analysis.completed_at = now
    analysis.processing_time_seconds = round(
        (analysis.processing_time_seconds or 0.0) + job.active_seconds, 3
    )
    {Status.COMPLETED: _complete, Status.FAILED: _fail, Status.CANCELLED: _cancel}[
        Status(job.status)
    ](analysis, job)
    analysis.save()
    _tell(job, analysis)


def _complete(analysis: DuplicateAnalysis, job: AnalysisJob) -> None:
    analysis.status = analysis.Status.COMPLETED
    analysis.phase = Phase.COMPLETED
    analysis.partial = False
    if analysis.replaces_id is not None:
        DuplicateAnalysis.objects.filter(pk=analysis.replaces_id).update(replaced_by=analysis)
    _record(analysis, "completed")
    _afterwards("shrink", analysis.user_id, analysis.search_term)
    if settings.AUTO_CLEANUP_ENABLED:
        _afterwards("clean_up_after", analysis.user_id)


def _fail(analysis: DuplicateAnalysis, job: AnalysisJob) -> None:
    analysis.status = analysis.Status.FAILED
    _stop_before_end(analysis)
    there = analysis.result_saved or analysis.score_blocks.exists()
    analysis.error = {
        "code": "ANALYSIS_FAILED",
        "message": "The analysis failed.",
        "retry_suggested": True,
        **(job.error or {}),
        "analysis_id": str(analysis.pk),
        "partial_results_available": there,
    }
    _record(analysis, "failed", code=analysis.error["code"])


def _cancel(analysis: DuplicateAnalysis, job: AnalysisJob) -> None:
    analysis.status = analysis.Status.CANCELLED
    _stop_before_end(analysis)
    _record(analysis, "cancelled")


def _stop_before_end(analysis: DuplicateAnalysis) -> None:
    analysis.partial = True
    # Compared, but never grouped: it was stopped where nobody held the library in memory.
    if not analysis.result_saved and analysis.prepared and analysis.score_blocks.exists():
        _afterwards("keep_partial", str(analysis.pk))


def _record(analysis: DuplicateAnalysis, action: str, **details: Any) -> None:
    analyses.record(
        analysis,
        action,
        groups=analysis.total_groups_found,
        duplicates=analysis.total_duplicates_found,
        seconds=analysis.processing_time_seconds,
        **details,
    )


def _tell(job: AnalysisJob, analysis: DuplicateAnalysis) -> None:
    """Let the job's last message say how its progress record ends."""
    details = {
        **job.details,
        "analysis_id": str(analysis.pk),
        "phase_status": job.status,
        "groups_found": analysis.total_groups_found,
    }
    if job.status == Status.COMPLETED:
        details |= {
            "phase": Phase.COMPLETED.value,
            "current_step": step_of(Phase.COMPLETED),
            "tracks_processed": analysis.total_tracks_analyzed,
            "total_tracks": analysis.total_tracks_analyzed,
        }
        found = analysis.total_groups_found
        job.message = f"Found {found:,} group{'' if found == 1 else 's'}"
    job.details = details
    AnalysisJob.objects.filter(pk=job.pk).update(details=details, message=job.message)


def _afterwards(task: str, *arguments: Any) -> None:
    from analyses.duplicates import tasks

    transaction.on_commit(lambda: tasks.send(task, *arguments), robust=True)
