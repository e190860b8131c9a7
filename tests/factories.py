"""Makers of rows for tests; a caller names only what matters to its test."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.utils import timezone

if TYPE_CHECKING:
    from accounts.models import User
    from analyses.duplicates.models import DuplicateAnalysis, DuplicateGroup
    from jobqueue.models import AnalysisJob
    from library.models import Track


# ---- duplicates ----------------------------------------------------------------------------------


def make_pair(user: User, title: str = "Blue Monday", **fields: Any) -> list[Track]:
    """Make two tracks that are one recording, the first the better copy."""
    from library.models import Track

    common = {"artist": "New Order", "album": "Power", "duration": 447.0, "year": 1983} | fields
    return [
        Track.objects.create(user=user, title=title, format=format, bitrate=bitrate, **common)
        for format, bitrate in (("FLAC", 900), ("MP3", 192))
    ]


def make_library(user: User, pairs: int = 3, others: int = 5) -> None:
    """Fill a library through its change log: `pairs` of one recording each, and tracks alone."""
    from library import changes
    from library.models import Track

    words = [
        "Amber",
        "Birch",
        "Cedar",
        "Dahlia",
        "Elder",
        "Fern",
        "Gorse",
        "Hazel",
        "Iris",
        "Juniper",
        "Kelp",
        "Lotus",
    ]
    with changes.writing(user.pk, "test") as log:
        made = [
            track
            for number in range(pairs)
            for track in make_pair(
                user, f"{words[number % 12]} Road {number}", artist=f"{words[-1 - number % 12]}s"
            )
        ]
        made += [
            Track.objects.create(
                user=user, title=f"Lone {words[n % 12]} {n}", artist=f"Solo {n}", duration=200.0 + n
            )
            for n in range(others)
        ]
        log.added(track.pk for track in made)


def make_completed_analysis(user: User, groups: int = 2, **fields: Any) -> DuplicateAnalysis:
    """Make a completed analysis whose groups are pairs of tracks of the user's library."""
    from analyses.duplicates.models import DuplicateAnalysis

    now = timezone.now()
    values = {
        "status": DuplicateAnalysis.Status.COMPLETED,
        "phase": "completed",
        "result_saved": True,
        "library_version": 0,
        "library_track_count": 2 * groups,
        "library_last_modified": now,
        "total_tracks_analyzed": 2 * groups,
        "total_groups_found": groups,
        "total_duplicates_found": groups,
        "average_similarity_score": 0.9,
        "processing_time_seconds": 1.5,
        "detector_version": "test",
        "started_at": now,
        "completed_at": now,
    } | fields
    analysis = DuplicateAnalysis.objects.create(user=user, **values)
    for index in range(1, groups + 1):
        make_group(analysis, index)
    return analysis


def make_group(analysis: DuplicateAnalysis, index: int = 1, **fields: Any) -> DuplicateGroup:
    """Make a group of two tracks, the first of them canonical."""
    from analyses.duplicates.models import DuplicateGroup, DuplicateTrack
    from library.sort_keys import sort_key

    title = fields.pop("title", f"Song {index}")
    tracks = make_pair(analysis.user, title)
    values = {
        "canonical_track": tracks[0],
        "duplicate_count": 1,
        "average_similarity_score": 0.9,
        "artist_key": "new order",
        "title_key": sort_key(title),
        "searched": sort_key(f"{title} New Order Power"),
    } | fields
    group = DuplicateGroup.objects.create(analysis=analysis, group_index=index, **values)
    for position, track in enumerate(tracks):
        DuplicateTrack.objects.create(
            group=group,
            position=position,
            track=track,
            title=track.title,
            artist=track.artist,
            album=track.album,
            duration=track.duration,
            format=track.format,
            bitrate=track.bitrate,
            size_bytes=1_000_000,
            similarity_score=0.9 if position else 1.0,
            is_canonical=position == 0,
            reasons=[
                {
                    "criterion": "prior",
                    "value": None,
                    "canonical_value": None,
                    "weight": -7.0,
                    "contribution": 90.0 if position else 100.0,
                }
            ],
        )
    return group


def make_running_analysis(user: User, **fields: Any) -> tuple[DuplicateAnalysis, AnalysisJob]:
    """Make an analysis half-way through its work, and the job that a worker holds for it."""
    from analyses.duplicates.models import DuplicateAnalysis
    from jobqueue.models import AnalysisJob, Band, JobType, Status

    now = timezone.now()
    analysis = DuplicateAnalysis.objects.create(
        user=user, phase="analyzing_similarities", started_at=now, **fields
    )
    job = AnalysisJob.objects.create(
        type=JobType.DUPLICATE_ANALYSIS,
        band=Band.MEDIUM,
        user=user,
        target_id=str(analysis.pk),
        status=Status.IN_PROGRESS,
        slot=1,
        heartbeat_at=now,
        started_at=now - timedelta(seconds=10),
        active_seconds=10.0,
        current=500,
        total=1000,
        message="Comparing tracks",
        details={
            "analysis_id": str(analysis.pk),
            "phase": "analyzing_similarities",
            "phase_status": "analyzing_similarities",
            "current_step": 2,
            "total_steps": 4,
            "tracks_processed": 500,
            "tracks_compared": 12,
            "total_tracks": 1000,
            "groups_found": 0,
        },
    )
    analysis.job_id = job.pk
    analysis.save(update_fields=["job_id"])
    return analysis, job


def make_failed_analysis(user: User, **fields: Any) -> DuplicateAnalysis:
    """Make an analysis that failed with nothing found."""
    from analyses.duplicates.models import DuplicateAnalysis

    analysis = DuplicateAnalysis(
        user=user,
        status=DuplicateAnalysis.Status.FAILED,
        phase="analyzing_similarities",
        partial=True,
        completed_at=timezone.now(),
        **fields,
    )
    analysis.error = {
        "code": "ANALYSIS_FAILED",
        "message": "The analysis failed.",
        "analysis_id": str(analysis.pk),
        "partial_results_available": False,
        "retry_suggested": True,
    }
    analysis.save()
    return analysis
