"""POST /api/duplicates/analyses: what is fresh is given, what runs is not started twice."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.preferences import change
from analyses.duplicates import analyses, detector
from analyses.duplicates.models import DuplicateAnalysis, Verdict
from contract.errors import AnalysisNotFound
from jobqueue.models import AnalysisJob, Band, Status
from library import changes
from tests.factories import make_completed_analysis, make_pair, make_running_analysis

URL = "/api/duplicates/analyses"


@pytest.fixture
def fresh(alice):
    from analyses.duplicates.parameters import settings_of

    return make_completed_analysis(
        alice, settings=settings_of(alice), detector_version=detector.version()
    )


def start(client, **body):
    return client.post(URL, body)


def test_a_start_answers_where_it_can_be_watched(api, alice):
    answer = start(api(alice), search_term="order", sort_by="title", min_confidence=0.5)

    assert answer.status_code == 202
    body = answer.json()
    analysis = DuplicateAnalysis.objects.get(pk=body["analysis_id"])
    assert analysis.parameters == {
        "search_term": "order",
        "sort_by": "title",
        "min_confidence": 0.5,
    }
    assert analysis.status == "running"
    assert str(analysis.job_id) == body["job_id"]
    assert body["websocket_url"] == f"/ws/progress/{body['job_id']}/"
    assert body["progress_url"].endswith(body["job_id"])


def test_a_start_by_a_user_has_the_medium_band(api, alice):
    start(api(alice))

    assert AnalysisJob.objects.get().band == Band.MEDIUM


def test_a_start_leaves_a_row_in_the_trail(api, alice):
    started = start(api(alice)).json()

    row = api(alice).get("/api/duplicates/audit").json()["results"][0]
    assert (row["action"], row["analysis_id"], row["user"]) == (
        "started",
        started["analysis_id"],
        "alice",
    )


def test_a_fresh_and_equal_result_is_given(api, alice, fresh):
    answer = start(api(alice))

    assert answer.status_code == 200
    assert answer.json()["analysis_id"] == str(fresh.pk)
    assert not AnalysisJob.objects.exists()


@pytest.mark.parametrize("body", [{"force_refresh": True}, {"full": True}, {"search_term": "x"}])
def test_it_runs_although_a_fresh_one_exists(api, alice, fresh, body):
    assert start(api(alice), **body).status_code == 202


def test_a_result_is_fresh_for_less_than_an_hour(api, alice, fresh):
    fresh.completed_at = timezone.now() - timedelta(minutes=59, seconds=50)
    fresh.save()
    assert start(api(alice)).status_code == 200

    fresh.completed_at = timezone.now() - timedelta(hours=1)
    fresh.save()
    assert start(api(alice)).status_code == 202


def test_a_partial_result_is_not_given(api, alice, fresh):
    DuplicateAnalysis.objects.update(partial=True)

    assert start(api(alice)).status_code == 202


def test_a_changed_library_makes_a_run(api, alice, fresh):
    track = alice.tracks.first()
    changes.edit(track, {"title": "Other"}, origin="test")

    assert start(api(alice)).status_code == 202


def test_another_setting_makes_a_run(api, alice, fresh):
    change(alice, {"duration_tolerance": 3})

    assert start(api(alice)).status_code == 202


def test_a_new_verdict_makes_a_run(api, alice, fresh):
    a, b = make_pair(alice)
    Verdict.objects.create(user=alice, track_a=a, track_b=b, verdict="not_duplicate")

    assert start(api(alice)).status_code == 202


def test_another_detector_makes_a_run(api, alice, fresh):
    DuplicateAnalysis.objects.update(detector_version="older")

    assert start(api(alice)).status_code == 202


def test_somebody_elses_fresh_result_is_not_given(api, bob, fresh):
    assert start(api(bob)).status_code == 202


def test_an_equal_open_run_is_a_conflict_that_names_it(api, alice):
    first = start(api(alice)).json()

    answer = start(api(alice))

    assert answer.status_code == 409
    error = answer.json()["error"]
    assert error["code"] == "CONFLICT"
    assert error["analysis_id"] == first["analysis_id"]
    assert error["job_id"] == first["job_id"]
    assert error["status"] == "pending"


def test_other_parameters_queue_behind(api, alice):
    start(api(alice))

    assert start(api(alice), search_term="blue").status_code == 202
    assert DuplicateAnalysis.objects.running().count() == 2


def test_an_equal_run_of_the_low_band_is_raised(api, alice):
    analysis, job = make_running_analysis(alice)
    AnalysisJob.objects.update(band=Band.LOW, status=Status.INTERRUPTED)

    answer = start(api(alice))

    assert answer.status_code == 202
    assert answer.json()["analysis_id"] == str(analysis.pk)
    job.refresh_from_db()
    assert job.band == Band.MEDIUM


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"sort_by": "colour"}, "sort_by"),
        ({"min_confidence": 1.1}, "min_confidence"),
        ({"min_confidence": -0.1}, "min_confidence"),
        ({"min_confidence": "nan"}, "min_confidence"),
        ({"search_term": "x" * 201}, "search_term"),
        ({"force_refresh": "perhaps"}, "force_refresh"),
    ],
)
def test_nonsense_is_refused_by_name(api, alice, body, field):
    answer = start(api(alice), **body)

    assert answer.status_code == 400
    assert field in answer.json()["error"]["fields"]
    assert not DuplicateAnalysis.objects.exists()


def test_starts_are_limited_a_minute(api, alice, settings):
    settings.ANALYSIS_STARTS_PER_MINUTE = 2
    answers = [start(api(alice), search_term=str(n)).status_code for n in range(3)]

    assert answers == [202, 202, 429]


def test_nobody_starts_nothing(api):
    assert start(api(None)).status_code == 401


@pytest.mark.parametrize("begin", [analyses.resume, lambda one: analyses.refresh(one, {})])
def test_one_that_was_deleted_meanwhile_is_not_found(alice, begin):
    analysis = make_completed_analysis(alice, status="cancelled", partial=True)
    DuplicateAnalysis.objects.all().delete()

    with pytest.raises(AnalysisNotFound):
        begin(analysis)

    assert not DuplicateAnalysis.objects.exists()
