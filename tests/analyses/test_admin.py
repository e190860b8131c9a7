"""The admin: analyses with their live bar, groups, verdicts, and what can be done with them."""

from __future__ import annotations

import pytest
from django.urls import reverse

from accounts.models import AuditEvent
from analyses.duplicates.models import DuplicateAnalysis, Verdict
from jobqueue.models import AnalysisJob
from tests.factories import (
    make_completed_analysis,
    make_failed_analysis,
    make_pair,
    make_running_analysis,
)

LIST = reverse("admin:duplicates_duplicateanalysis_changelist")


@pytest.fixture
def boss(admin_client):
    """A superuser's browser."""
    return admin_client


def act(boss, action, *rows):
    answer = boss.post(
        LIST, {"action": action, "_selected_action": [str(row.pk) for row in rows]}, follow=True
    )
    return [str(message) for message in answer.context["messages"]]


def test_the_list_shows_each_state(boss, alice):
    make_completed_analysis(alice, groups=0)
    make_failed_analysis(alice)
    make_running_analysis(alice)

    page = boss.get(LIST).content.decode()

    for word in ("Completed", "Failed", "Running", "Recently analysed", "90.0 %"):
        assert word in page


@pytest.mark.parametrize("query", ["q=alice", "status__exact=failed", "partial__exact=1"])
def test_it_is_searched_and_filtered(boss, alice, query):
    make_failed_analysis(alice)

    assert "1 duplicate analysis" in boss.get(f"{LIST}?{query}").content.decode()


def test_the_list_takes_the_same_queries_for_any_number(boss, alice, django_assert_max_num_queries):
    for _ in range(12):
        make_completed_analysis(alice, groups=0)

    with django_assert_max_num_queries(12):
        boss.get(LIST)


def test_the_page_of_a_running_one_has_its_live_bar(boss, alice):
    analysis, job = make_running_analysis(alice)

    page = boss.get(reverse("admin:duplicates_duplicateanalysis_change", args=[analysis.pk]))

    assert f'data-job-id="{job.pk}"' in page.content.decode()


def test_nothing_is_typed_into_a_result(boss, alice):
    analysis = make_completed_analysis(alice)
    url = reverse("admin:duplicates_duplicateanalysis_change", args=[analysis.pk])

    assert boss.post(url, {"status": "failed"}).status_code == 403
    analysis.refresh_from_db()
    assert analysis.status == "completed"


def test_a_group_shows_its_tracks(boss, alice):
    analysis = make_completed_analysis(alice, groups=1)

    page = boss.get(
        reverse("admin:duplicates_duplicategroup_change", args=[analysis.groups.get().pk])
    )

    assert page.content.decode().count("FLAC") == 1


def test_the_groups_of_one_analysis(boss, alice):
    first = make_completed_analysis(alice, groups=3)
    make_completed_analysis(alice, groups=2)
    url = reverse("admin:duplicates_duplicategroup_changelist")

    page = boss.get(f"{url}?analysis__id__exact={first.pk}").content.decode()

    assert "3 duplicate groups" in page


def test_groups_of_a_running_analysis_are_not_shown(boss, alice):
    make_completed_analysis(alice, groups=1, status="running")
    url = reverse("admin:duplicates_duplicategroup_changelist")

    assert "0 duplicate groups" in boss.get(url).content.decode()


def test_verdicts_are_listed(boss, alice):
    a, b = make_pair(alice, "Temptation")
    Verdict.objects.create(user=alice, track_a=a, track_b=b, verdict="not_duplicate")

    page = boss.get(reverse("admin:duplicates_verdict_changelist")).content.decode()

    assert "Temptation" in page


@pytest.mark.parametrize(
    ("query", "found"),
    [("q=tempt", 1), ("q=order", 1), ("q=alice", 1), ("q=bob", 0), ("verdict__exact=duplicate", 0)],
)
def test_verdicts_are_searched_and_filtered(boss, alice, query, found):
    a, b = make_pair(alice, "Temptation")
    Verdict.objects.create(user=alice, track_a=a, track_b=b, verdict="not_duplicate")

    page = boss.get(f"{reverse('admin:duplicates_verdict_changelist')}?{query}").content.decode()

    assert f"{found} verdict" in page


def test_verdicts_take_the_same_queries_for_any_number(boss, alice, django_assert_max_num_queries):
    for number in range(12):
        a, b = make_pair(alice, f"Song {number}")
        Verdict.objects.create(user=alice, track_a=a, track_b=b, verdict="not_duplicate")

    with django_assert_max_num_queries(12):
        boss.get(reverse("admin:duplicates_verdict_changelist"))


def test_deleting_verdicts_is_in_the_trail(boss, alice):
    made = []
    for title in ("Temptation", "Ceremony", "Procession"):
        a, b = make_pair(alice, title)
        made.append(
            Verdict.objects.create(user=alice, track_a=a, track_b=b, verdict="not_duplicate")
        )

    boss.post(reverse("admin:duplicates_verdict_delete", args=[made[0].pk]), {"post": "yes"})
    boss.post(
        reverse("admin:duplicates_verdict_changelist"),
        {"action": "delete_selected", "_selected_action": [made[1].pk, made[2].pk], "post": "yes"},
    )

    trail = AuditEvent.objects.filter(noun="verdict", action="revoked")
    assert not Verdict.objects.exists()
    assert {one.subject_id for one in trail} == {str(one.pk) for one in made}
    assert {one.username for one in trail} == {"admin"}


def test_refresh_makes_a_run_of_the_owner(boss, alice):
    analysis = make_completed_analysis(alice)

    assert act(boss, "refresh", analysis) == ["1 refreshed."]
    assert DuplicateAnalysis.objects.running().get().user == alice


def test_run_again_resumes_a_stopped_one(boss, alice):
    analysis = make_failed_analysis(alice)

    assert act(boss, "run_again", analysis) == ["1 started."]
    analysis.refresh_from_db()
    assert analysis.status == "running"


def test_run_again_refreshes_a_complete_one(boss, alice):
    analysis = make_completed_analysis(alice)

    act(boss, "run_again", analysis)

    assert DuplicateAnalysis.objects.running().get().replaces == analysis


def test_cancel(boss, alice):
    analysis, job = make_running_analysis(alice)
    complete = make_completed_analysis(alice)

    said = act(boss, "cancel", analysis, complete)

    job.refresh_from_db()
    assert job.requested == "cancel"
    assert said[-1] == "1 cancelled."
    assert f"{complete.pk}: The analysis has ended already." in said


def test_clean_up(boss, alice):
    for _ in range(7):
        make_completed_analysis(alice, groups=1)

    said = act(boss, "clean_up", DuplicateAnalysis.objects.last())

    assert said == ["2 analyses with 2 groups removed."]


def test_the_job_is_run_again_from_its_own_page(boss, alice):
    from jobqueue import jobs

    analysis, job = make_running_analysis(alice)
    AnalysisJob.objects.update(status="failed")
    DuplicateAnalysis.objects.update(status="failed", partial=True)
    job.refresh_from_db()

    again = jobs.run_again(job)

    analysis.refresh_from_db()
    assert (again.target_id, analysis.job_id) == (str(analysis.pk), again.pk)


def test_a_job_is_not_run_again_beside_an_equal_analysis(boss, alice):
    _, job = make_running_analysis(alice)
    AnalysisJob.objects.update(status="failed")
    DuplicateAnalysis.objects.update(status="failed", partial=True)
    make_running_analysis(alice)

    answer = boss.post(
        reverse("admin:queue_analysisjob_changelist"),
        {"action": "run_again", "_selected_action": [str(job.pk)]},
        follow=True,
    )

    assert [str(one) for one in answer.context["messages"]] == ["1 job cannot be run again."]
