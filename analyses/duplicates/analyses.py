"""Starting an analysis: what is fresh is not made again, what is running is not started twice."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import connection, transaction
from django.utils import timezone

from accounts import audit
from analyses.duplicates import detector, progress, verdicts
from analyses.duplicates.models import DuplicateAnalysis
from analyses.duplicates.parameters import Parameters, settings_of
from contract.errors import AnalysisNotFound, Conflict
from jobqueue import jobs
from jobqueue.models import AnalysisJob
from jobqueue.states import Band, JobType
from library.models import LibraryVersion

if TYPE_CHECKING:
    from accounts.models import User

# A result younger than this is given instead of made again.
FRESH_FOR = timedelta(hours=1)
# The space of advisory locks in which starts of one user take turns.
STARTS = 0x6D64_7374  # "mdst"


@dataclass(frozen=True, kw_only=True)
class Started:
    """An analysis and the job that works on it; no job where a fresh result was there already."""

    analysis: DuplicateAnalysis
    job: AnalysisJob | None


def newest_completed(user: User) -> DuplicateAnalysis | None:
    """Return what lists and pages show of `user`: their newest completed analysis."""
    mine = DuplicateAnalysis.objects.visible_to(user)
    return mine.completed().newest_first().first()


def running(user: User) -> DuplicateAnalysis | None:
    """Return the newest analysis of `user` that waits or runs."""
    return DuplicateAnalysis.objects.visible_to(user).running().newest_first().first()


def start(
    user: User,
    parameters: Parameters,
    *,
    band: int = Band.MEDIUM,
    force_refresh: bool = False,
    full: bool = False,
    replaces: DuplicateAnalysis | None = None,
) -> Started:
    """Give a fresh and equal result, or make an analysis and its job.

    `force_refresh` runs although a fresh one exists, `full` reuses nothing of earlier runs. An open
    run with equal parameters that waits in the low band is raised to `band` and returned; else it
    raises Conflict with its analysis_id, job_id and status."""
    with transaction.atomic():
        _take_turns(user)
        if not (force_refresh or full):
            fresh = _fresh_and_equal(user, parameters)
            if fresh is not None:
                return Started(analysis=fresh, job=None)
        found = open_and_equal(user, parameters)
        if found is not None:
            return _join(found, band)
        if replaces is not None:
            _keep(replaces)
        analysis = DuplicateAnalysis.objects.create(
            user=user,
            **parameters.fields(),
            settings=settings_of(user, parameters.min_confidence),
            full=full,
            replaces=replaces,
        )
        job = _enqueue(analysis, band)
        action = "refreshed" if replaces else "started"
        record(analysis, action, user, band=Band(band).label)
    return Started(analysis=analysis, job=job)


def refresh(
    analysis: DuplicateAnalysis,
    changes: dict[str, object],
    *,
    band: int = Band.MEDIUM,
    full: bool = False,
) -> Started:
    """Run an analysis again beside the old one, with its parameters, changed where `changes` says."""
    parameters = replace(Parameters.of(analysis), **changes)  # type: ignore[arg-type]
    return start(
        analysis.user,
        parameters,
        band=band,
        force_refresh=True,
        full=full,
        replaces=analysis,
    )


def quick_refresh(user: User) -> Started:
    """Refresh the newest analysis; raises AnalysisNotFound where there is none yet."""
    mine = DuplicateAnalysis.objects.visible_to(user).newest_first()
    newest = newest_completed(user) or mine.first()
    if newest is None:
        raise AnalysisNotFound(
            "There is no analysis to refresh yet.",
            suggestions=["Start one with POST /api/duplicates/analyses."],
        )
    return refresh(newest, {})


def cancel(analysis: DuplicateAnalysis) -> AnalysisJob:
    """Cancel a running analysis; what was found so far is kept. Again changes nothing; raises
    Conflict once it has completed or failed."""
    job = last_job_of(analysis)
    if job is None:
        raise Conflict("The analysis has ended already.", status=analysis.status)
    return jobs.cancel(job)


def resume(analysis: DuplicateAnalysis) -> AnalysisJob:
    """Go on with a cancelled, failed or partial analysis by a new job; one that is open is
    returned as it is. Raises Conflict where it is complete."""
    with transaction.atomic():
        _take_turns(analysis.user)
        _keep(analysis)
        analysis.refresh_from_db()
        job = job_of(analysis)
        if job is not None:
            return job
        if analysis.status == DuplicateAnalysis.Status.COMPLETED and not analysis.partial:
            raise Conflict("The analysis is complete.", status=analysis.status)
        found = open_and_equal(analysis.user, Parameters.of(analysis))
        if found is not None:
            raise _conflict(found, job_of(found))
        analysis.status = DuplicateAnalysis.Status.RUNNING
        analysis.error = None
        analysis.completed_at = None
        analysis.save(update_fields=["status", "error", "completed_at"])
        job = _enqueue(analysis, Band.MEDIUM)
        record(analysis, "resumed", analysis.user)
    return job


def again(analysis: DuplicateAnalysis) -> AnalysisJob:
    """Do once more what an ended analysis was to do: resume a stopped one, refresh a complete one.

    Raises Conflict while an equal run is open."""
    if analysis.is_running:
        raise _conflict(analysis, job_of(analysis))
    if analysis.status != analysis.Status.COMPLETED:
        return resume(analysis)
    job = refresh(analysis, {}).job
    assert job is not None  # noqa: S101 (a refresh always runs)
    return job


def job_of(analysis: DuplicateAnalysis) -> AnalysisJob | None:
    """Return the open job that works on an analysis, None once it has ended."""
    job = last_job_of(analysis)
    return job if job is not None and not job.is_ended else None


def last_job_of(analysis: DuplicateAnalysis) -> AnalysisJob | None:
    """Return the job that works or worked on an analysis, None where it is gone."""
    if analysis.job_id is None:
        return None
    return AnalysisJob.objects.filter(pk=analysis.job_id).first()


def record(
    analysis: DuplicateAnalysis, action: str, user: User | None = None, **details: object
) -> None:
    """Write a row of the trail about an analysis, in the caller's transaction."""
    audit.record(
        user or analysis.user, action, noun="duplicates", subject_id=analysis.pk, **details
    )


def _take_turns(user: User) -> None:
    """Let the starts of one user come one after the other, until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s::int)", [STARTS, user.pk])


def _keep(analysis: DuplicateAnalysis) -> None:
    """Keep an analysis from being deleted until the transaction ends; raises AnalysisNotFound where
    it has been since it was read."""
    there = DuplicateAnalysis.objects.select_for_update(no_key=True).filter(pk=analysis.pk)
    if not there.values_list("pk").first():
        raise AnalysisNotFound


def _fresh_and_equal(user: User, parameters: Parameters) -> DuplicateAnalysis | None:
    """Return a complete result of less than an hour that a run now could only repeat."""
    return (
        DuplicateAnalysis.objects.visible_to(user)
        .completed()
        .filter(
            **parameters.fields(),
            partial=False,
            settings=settings_of(user, parameters.min_confidence),
            verdicts=verdicts.fingerprint(user.pk),
            detector_version=detector.version(),
            library_version=LibraryVersion.objects.current(user),
            completed_at__gt=timezone.now() - FRESH_FOR,
        )
        .newest_first()
        .first()
    )


def open_and_equal(user: User, parameters: Parameters) -> DuplicateAnalysis | None:
    """Return the analysis with these parameters that waits or runs, if there is one."""
    running = DuplicateAnalysis.objects.visible_to(user).running()
    return running.filter(**parameters.fields()).newest_first().first()


def _join(analysis: DuplicateAnalysis, band: int) -> Started:
    job = job_of(analysis)
    if job is None or job.band != Band.LOW or band >= Band.LOW:
        raise _conflict(analysis, job)
    return Started(analysis=analysis, job=jobs.raise_priority(job, band))


def _conflict(analysis: DuplicateAnalysis, job: AnalysisJob | None) -> Conflict:
    return Conflict(
        "An analysis with the same parameters is open already.",
        analysis_id=str(analysis.pk),
        job_id=str(analysis.job_id),
        status=job.status if job else analysis.status,
    )


def _enqueue(analysis: DuplicateAnalysis, band: int) -> AnalysisJob:
    job = jobs.enqueue(
        type=JobType.DUPLICATE_ANALYSIS,
        user=analysis.user,
        target_id=str(analysis.pk),
        band=band,
        dedupe_key=f"duplicates:{analysis.pk}",
    )
    DuplicateAnalysis.objects.filter(pk=analysis.pk).update(job_id=job.pk)
    analysis.job_id = job.pk
    # What is told of it from the first message on; that goes out when the transaction commits.
    job.details = progress.first_details(analysis)
    job.save(update_fields=["details"])
    return job
