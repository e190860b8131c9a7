"""GET /api/duplicates/progress/{analysis_id}."""

from __future__ import annotations

import pytest

from jobqueue.models import AnalysisJob, Status
from tests.factories import make_completed_analysis, make_failed_analysis, make_running_analysis

FIELDS = {
    "analysis_id", "status", "phase", "current_step", "total_steps", "percentage",
    "estimated_remaining_seconds", "current_message", "tracks_processed", "total_tracks",
    "groups_found", "start_time", "last_update", "poll_after_seconds",
}  # fmt: skip


def record(client, analysis):
    return client.get(f"/api/duplicates/progress/{analysis.pk}")


def test_half_way(api, alice):
    analysis, _ = make_running_analysis(alice)

    body = record(api(alice), analysis).json()

    assert set(body) >= FIELDS
    assert (body["status"], body["phase"]) == ("analyzing_similarities", "analyzing_similarities")
    assert (body["current_step"], body["total_steps"], body["percentage"]) == (2, 4, 50.0)
    assert body["estimated_remaining_seconds"] == 10.0
    assert (body["tracks_processed"], body["total_tracks"]) == (500, 1000)
    assert body["poll_after_seconds"] == 2.0


def test_while_it_waits_it_is_starting(api, alice):
    started = api(alice).post("/api/duplicates/analyses").json()

    body = api(alice).get(f"/api/duplicates/progress/{started['analysis_id']}").json()

    assert (body["status"], body["phase"], body["percentage"]) == ("starting", "starting", 0.0)
    assert body["start_time"] is None


@pytest.mark.parametrize("status", [Status.INTERRUPTED, Status.PAUSED])
def test_one_that_stands_still_says_so(api, alice, status):
    analysis, _ = make_running_analysis(alice)
    AnalysisJob.objects.update(status=status)

    assert record(api(alice), analysis).json()["status"] == status


def test_completed_with_its_job_cleared_away(api, alice):
    analysis = make_completed_analysis(alice)

    body = record(api(alice), analysis).json()

    assert (body["status"], body["percentage"], body["groups_found"]) == ("completed", 100.0, 2)


def test_failed_it_says_why(api, alice):
    analysis = make_failed_analysis(alice)

    body = record(api(alice), analysis).json()

    assert (body["status"], body["current_message"]) == ("failed", "The analysis failed.")


@pytest.mark.parametrize("who", ["bob", None])
def test_it_is_the_owners_alone(api, alice, bob, who):
    analysis, _ = make_running_analysis(alice)

    answer = record(api(bob if who else None), analysis)

    assert answer.status_code == (404 if who else 401)


def test_the_jobs_own_progress_names_the_analysis_from_the_start(api, alice):
    started = api(alice).post("/api/duplicates/analyses").json()

    body = api(alice).get(started["progress_url"]).json()

    assert body["analysis_id"] == started["analysis_id"]
    assert (body["phase"], body["phase_status"]) == ("starting", "starting")
