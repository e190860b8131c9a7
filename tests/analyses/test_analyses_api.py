"""/api/duplicates/analyses: list, read, refresh, cancel, resume, delete."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from analyses.duplicates.models import DuplicateAnalysis, DuplicateGroup
from jobqueue import jobs
from jobqueue.models import AnalysisJob, Status
from tests.factories import (
    make_completed_analysis,
    make_failed_analysis,
    make_running_analysis,
)

URL = "/api/duplicates/analyses"
UNKNOWN = "6f1a6f6e-0000-4000-8000-000000000000"
OF_ONE = [
    ("get", ""),
    ("delete", ""),
    ("post", "/refresh"),
    ("post", "/cancel"),
    ("post", "/resume"),
    ("get", "/age-check"),
    ("get", "/library-changes"),
    ("get", "/impact"),
    ("get", "/export"),
    ("get", "/groups"),
    ("get", "/groups/1"),
    ("get", "/groups/1/next"),
    ("get", "/groups/1/previous"),
]


@pytest.mark.parametrize(("method", "rest"), OF_ONE)
def test_a_strangers_an_unknown_and_a_malformed_id_are_one_404(api, alice, charlie, method, rest):
    analysis = make_completed_analysis(alice)
    ids = (analysis.pk, UNKNOWN, "not-an-id")
    answers = [getattr(api(charlie), method)(f"{URL}/{one}{rest}") for one in ids]

    assert [answer.status_code for answer in answers] == [404, 404, 404]
    bodies = [answer.json()["error"] for answer in answers]
    assert bodies[0] == bodies[1] == bodies[2]
    assert bodies[0]["code"] == "ANALYSIS_NOT_FOUND"
    assert bodies[0]["suggestions"]


@pytest.mark.parametrize(("method", "rest"), [*OF_ONE, ("get", "s"), ("post", "s")])
def test_nobody_sees_nothing(api, method, rest):
    url = URL if rest == "s" else f"{URL}/{UNKNOWN}{rest}"

    assert getattr(api(None), method)(url).status_code == 401


def test_the_singular_is_the_same_view(api, alice):
    analysis = make_completed_analysis(alice)
    plural = api(alice).get(f"{URL}/{analysis.pk}/groups").json()
    singular = api(alice).get(f"/api/duplicates/analysis/{analysis.pk}/groups").json()

    assert singular == plural


def test_the_list_has_the_newest_first_each_with_its_age(api, alice, bob):
    old = make_completed_analysis(alice, completed_at=timezone.now() - timedelta(hours=30))
    new = make_failed_analysis(alice)
    make_completed_analysis(bob)

    rows = api(alice).get(URL).json()["results"]

    assert [row["analysis_id"] for row in rows] == [str(new.pk), str(old.pk)]
    assert rows[1]["age"]["staleness_level"] == "stale"


@pytest.mark.parametrize(
    "comparison",
    [
        {"mode": "full", "reason": "The settings changed: all tracks are compared."},
        {"mode": "changes", "since": UNKNOWN, "tracks_compared": 12},
    ],
)
def test_it_says_what_it_compared(api, alice, comparison):
    analysis = make_completed_analysis(alice, comparison=comparison)

    assert api(alice).get(f"{URL}/{analysis.pk}").json()["comparison"] == comparison


def test_before_it_has_read_the_library_it_has_compared_nothing(api, alice):
    analysis, _ = make_running_analysis(alice)

    assert api(alice).get(f"{URL}/{analysis.pk}").json()["comparison"] is None


def test_the_list_goes_by_pages_of_ten(api, alice):
    for _ in range(11):
        make_completed_analysis(alice, groups=0)

    first = api(alice).get(URL).json()
    second = api(alice).get(first["next"]).json()

    assert (len(first["results"]), len(second["results"])) == (10, 1)
    assert second["next"] is None


def test_the_list_is_filtered(api, alice):
    make_completed_analysis(alice, groups=0, search_term="Queen")
    make_failed_analysis(alice)

    def count(query):
        return len(api(alice).get(f"{URL}?{query}").json()["results"])

    assert (count("search_term=queen"), count("status=failed"), count("status=running")) == (
        1,
        1,
        0,
    )
    assert api(alice).get(f"{URL}?status=perhaps").status_code == 400


def test_the_list_takes_the_same_queries_for_any_number(api, alice, django_assert_max_num_queries):
    for _ in range(9):
        make_completed_analysis(alice, groups=0)

    with django_assert_max_num_queries(3):
        api(alice).get(URL)


def test_one_analysis_has_all_of_the_contract(api, alice):
    analysis = make_completed_analysis(alice)

    body = api(alice).get(f"{URL}/{analysis.pk}").json()

    assert body["status"] == "completed"
    assert body["parameters"] == {"search_term": "", "sort_by": "artist", "min_confidence": 0.0}
    assert body["total_groups_found"] == 2
    assert body["library"]["library_track_count"] == 4
    assert body["error"] is body["error_message"] is body["error_details"] is None
    assert body["impact"]["groups_left"] == 2
    assert body["age"]["badge"] == "Recently analysed"
    assert body["refresh_options"]["can_refresh"] is True
    assert body["replaces"] is body["replaced_by"] is None


def test_a_failed_one_says_why(api, alice):
    analysis = make_failed_analysis(alice)

    body = api(alice).get(f"{URL}/{analysis.pk}").json()

    assert body["error"]["code"] == "ANALYSIS_FAILED"
    assert body["error"]["retry_suggested"] is True
    assert body["error_message"] == "The analysis failed."
    assert body["error_details"]["partial_results_available"] is False


def test_a_refresh_runs_beside_the_old_one(api, alice):
    old = make_completed_analysis(alice, search_term="blue")

    body = api(alice).post(f"{URL}/{old.pk}/refresh").json()

    new = DuplicateAnalysis.objects.get(pk=body["analysis_id"])
    assert (new.replaces, new.search_term) == (old, "blue")
    old.refresh_from_db()
    assert (old.status, old.replaced_by) == ("completed", None)


def test_a_refresh_takes_other_parameters(api, alice):
    old = make_completed_analysis(alice, search_term="blue", min_confidence=0.5)

    body = api(alice).post(f"{URL}/{old.pk}/refresh", {"min_confidence": 0.8}).json()

    new = DuplicateAnalysis.objects.get(pk=body["analysis_id"])
    assert (new.search_term, new.min_confidence) == ("blue", 0.8)


def test_a_refresh_beside_an_equal_open_run_is_a_conflict(api, alice):
    old = make_completed_analysis(alice)
    running, _ = make_running_analysis(alice)

    answer = api(alice).post(f"{URL}/{old.pk}/refresh")

    assert answer.status_code == 409
    assert answer.json()["error"]["analysis_id"] == str(running.pk)


def test_a_quick_refresh_takes_the_newest(api, alice):
    make_completed_analysis(alice, search_term="older")
    newest = make_completed_analysis(alice, search_term="newest")

    body = api(alice).post("/api/duplicates/quick-refresh").json()

    assert DuplicateAnalysis.objects.get(pk=body["analysis_id"]).replaces == newest


def test_a_quick_refresh_without_an_analysis_says_what_to_do(api, alice, bob):
    make_completed_analysis(bob)

    answer = api(alice).post("/api/duplicates/quick-refresh")

    assert answer.status_code == 404
    error = answer.json()["error"]
    assert error["code"] == "ANALYSIS_NOT_FOUND"
    assert "POST /api/duplicates/analyses" in error["suggestions"][0]


def test_cancelling_a_waiting_one_leaves_an_empty_partial_result(api, alice):
    started = api(alice).post(URL).json()

    answer = api(alice).post(f"{URL}/{started['analysis_id']}/cancel")

    assert answer.status_code == 202
    analysis = DuplicateAnalysis.objects.get()
    assert (analysis.status, analysis.partial) == ("cancelled", True)
    assert analysis.completed_at is not None


def test_cancelling_a_cancelled_one_changes_nothing(api, alice):
    started = api(alice).post(URL).json()

    answers = [api(alice).post(f"{URL}/{started['analysis_id']}/cancel") for _ in range(2)]

    assert [answer.status_code for answer in answers] == [202, 202]


def test_cancelling_a_running_one_asks_its_worker(api, alice):
    analysis, job = make_running_analysis(alice)

    first = api(alice).post(f"{URL}/{analysis.pk}/cancel")
    again = api(alice).post(f"{URL}/{analysis.pk}/cancel")

    assert (first.status_code, again.status_code) == (202, 202)
    job.refresh_from_db()
    assert (job.status, job.requested) == (Status.IN_PROGRESS, "cancel")


def test_an_ended_one_cannot_be_cancelled(api, alice):
    analysis = make_completed_analysis(alice)

    assert api(alice).post(f"{URL}/{analysis.pk}/cancel").status_code == 409


def test_a_stopped_one_is_resumed_by_a_new_job_on_the_same_analysis(api, alice):
    started = api(alice).post(URL).json()
    api(alice).post(f"{URL}/{started['analysis_id']}/cancel")

    answer = api(alice).post(f"{URL}/{started['analysis_id']}/resume")

    assert answer.status_code == 202
    assert answer.json()["analysis_id"] == started["analysis_id"]
    assert answer.json()["job_id"] != started["job_id"]
    assert DuplicateAnalysis.objects.get().status == "running"


def test_resuming_again_changes_nothing(api, alice):
    analysis = make_failed_analysis(alice)

    first = api(alice).post(f"{URL}/{analysis.pk}/resume").json()
    again = api(alice).post(f"{URL}/{analysis.pk}/resume")

    assert (again.status_code, again.json()["job_id"]) == (202, first["job_id"])
    assert AnalysisJob.objects.count() == 1


def test_a_complete_one_cannot_be_resumed(api, alice):
    analysis = make_completed_analysis(alice)

    assert api(alice).post(f"{URL}/{analysis.pk}/resume").status_code == 409


def test_a_stopped_one_is_not_resumed_beside_an_equal_open_run(api, alice):
    stopped = make_failed_analysis(alice)
    make_running_analysis(alice)

    assert api(alice).post(f"{URL}/{stopped.pk}/resume").status_code == 409


def test_deleting_takes_all_of_it_and_no_track(api, alice):
    analysis = make_completed_analysis(alice)

    answer = api(alice).delete(f"{URL}/{analysis.pk}")

    assert answer.status_code == 204
    assert not DuplicateAnalysis.objects.exists()
    assert not DuplicateGroup.objects.exists()
    assert alice.tracks.count() == 4


def test_deleting_with_an_open_job_is_a_conflict(api, alice):
    analysis, job = make_running_analysis(alice)

    answer = api(alice).delete(f"{URL}/{analysis.pk}")

    assert answer.status_code == 409
    assert answer.json()["error"]["job_id"] == str(job.pk)
    assert DuplicateAnalysis.objects.filter(pk=analysis.pk).exists()


def test_a_run_that_fails_leaves_an_error_with_its_analysis(api, alice):
    started = api(alice).post(URL).json()
    job = AnalysisJob.objects.get()
    job.status, job.error = Status.FAILED, {"code": "WORKER_LOST", "message": "Lost."}
    job.save()
    jobs.find(job.type).ended(job, timezone.now())

    error = api(alice).get(f"{URL}/{started['analysis_id']}").json()["error"]

    assert error == {
        "code": "WORKER_LOST",
        "message": "Lost.",
        "retry_suggested": True,
        "analysis_id": started["analysis_id"],
        "partial_results_available": False,
    }
