"""What the user is told that an analysis has brought."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.models import Notification, User
from analyses.duplicates import analyses, gain
from analyses.duplicates.models import DuplicateTrack
from analyses.duplicates.parameters import Parameters
from jobqueue import worker
from jobqueue.models import AnalysisJob
from tests.factories import make_completed_analysis, make_library

pytestmark = pytest.mark.django_db


def job_for(target: Any, user: User) -> AnalysisJob:
    return AnalysisJob(type="DUPLICATE_ANALYSIS", user=user, target_id=str(target), band=1)


@pytest.mark.parametrize(
    ("groups", "bytes", "said"),
    [
        (1, 41_000_000, "1 group with 1 copy; up to 41 MB can be freed."),
        (2, 2_600_000_000, "2 groups with 2 copies; up to 5.2 GB can be freed."),
        (2, None, "2 groups with 2 copies."),
        (0, 1, gain.NOTHING),
    ],
)
def test_groups_copies_and_space_are_named(
    alice: User, groups: int, bytes: int | None, said: str
) -> None:
    analysis = make_completed_analysis(alice, groups=groups)
    DuplicateTrack.objects.update(size_bytes=bytes)

    assert gain.of(job_for(analysis.pk, alice)) == said


def test_an_analysis_that_is_gone_has_brought_nothing(alice: User) -> None:
    gone = "00000000-0000-4000-8000-000000000001"

    assert gain.of(job_for(gone, alice)) == gain.NOTHING


@pytest.mark.django_db(transaction=True)
def test_a_real_run_tells_its_start_and_its_gain(alice: User) -> None:
    make_library(alice, pairs=2)
    started = analyses.start(alice, Parameters())

    assert worker.run_one("analysis")

    first, last = Notification.objects.filter(user=alice).order_by("pk")
    assert (first.type, last.type) == ("analysis_started", "analysis_completed")
    assert last.message.startswith("2 groups with 2 copies")
    assert " It took " in last.message
    assert last.data["analysis_id"] == str(started.analysis.pk)
