"""What is done from the queue page says in the trace who did it, as the API does."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.models import User
from jobqueue.models import AnalysisJob, Band, JobType, Status

pytestmark = pytest.mark.django_db


@pytest.fixture
def job(alice: User) -> AnalysisJob:
    return AnalysisJob.objects.create(
        type=JobType.PLAYLIST_ANALYSIS, band=Band.MEDIUM, user=alice, status=Status.PENDING
    )


def reason(job: AnalysisJob) -> str:
    last = job.transitions.order_by("-id").first()
    assert last is not None
    return last.reason


@pytest.mark.parametrize(
    ("status", "action", "values", "said"),
    [
        (Status.PENDING, "pause", {}, "paused by charlie"),
        (Status.PAUSED, "resume", {}, "resumed by charlie"),
        (Status.PENDING, "cancel", {}, "cancelled by charlie"),
        (Status.PENDING, "priority", {"priority": "high"}, "moved to high by charlie"),
    ],
)
def test_a_job_knows_who_asked(
    send: Any, staff: User, job: AnalysisJob, status: str, action: str, values: Any, said: str
) -> None:
    AnalysisJob.objects.filter(pk=job.pk).update(status=status)

    send(staff, f"/queue/jobs/{job.pk}/{action}", **values)

    assert reason(job) == said


def test_what_is_cleared_away_knows_who_asked(send: Any, staff: User, job: AnalysisJob) -> None:
    send(staff, "/queue/clear/now", priority="medium")

    assert reason(job) == "cleared away by charlie"
