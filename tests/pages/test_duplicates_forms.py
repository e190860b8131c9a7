from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from accounts.models import AuditEvent, User
from analyses.duplicates.models import DuplicateAnalysis
from tests import factories

pytestmark = pytest.mark.django_db


def test_finding_duplicates_starts_an_analysis(alice: User, send: Any) -> None:
    page = send(alice, "/duplicates/start", search_term="blue", min_confidence="0.8")

    analysis = DuplicateAnalysis.objects.get()
    assert (analysis.search_term, analysis.min_confidence) == ("blue", 0.8)
    assert analysis.is_running
    assert "Looking for duplicates." in page.text
    assert f'data-job-id="{analysis.job_id}"' in page.source


def test_a_second_start_says_that_one_is_running(alice: User, send: Any) -> None:
    send(alice, "/duplicates/start")

    page = send(alice, "/duplicates/start")

    assert "running already" in page.text
    assert DuplicateAnalysis.objects.count() == 1


def test_nonsense_is_refused_in_words(alice: User, send: Any) -> None:
    page = send(alice, "/duplicates/start", sort_by="colour")

    assert "not a valid choice" in page.text
    assert not DuplicateAnalysis.objects.exists()


def test_starts_share_the_limit_of_the_api(alice: User, send: Any, settings: Any) -> None:
    settings.ANALYSIS_STARTS_PER_MINUTE = 1
    send(alice, "/duplicates/start")

    page = send(alice, "/duplicates/start", search_term="other")

    assert "Too many of these" in page.text
    assert DuplicateAnalysis.objects.count() == 1


def test_a_refresh_runs_beside_the_old_one(alice: User, send: Any) -> None:
    old = factories.make_completed_analysis(alice)

    page = send(alice, f"/duplicates/{old.pk}/refresh")

    assert DuplicateAnalysis.objects.get(replaces=old).is_running
    assert "Song 1" in page.text


def test_a_quick_refresh_without_any_says_so(alice: User, send: Any) -> None:
    page = send(alice, "/duplicates/quick-refresh")

    assert "There is no analysis to refresh yet." in page.text


def test_cancelling_asks_the_worker_to_stop(alice: User, send: Any) -> None:
    analysis, job = factories.make_running_analysis(alice)

    page = send(alice, f"/duplicates/{analysis.pk}/cancel")

    job.refresh_from_db()
    assert job.requested == "cancel"
    assert "Cancelled." in page.text


def test_a_failed_one_is_resumed(alice: User, send: Any) -> None:
    analysis = factories.make_failed_analysis(alice)

    send(alice, f"/duplicates/{analysis.pk}/resume")

    analysis.refresh_from_db()
    assert analysis.is_running


def test_a_complete_one_is_not_said_to_run(alice: User, send: Any) -> None:
    analysis = factories.make_completed_analysis(alice)

    page = send(alice, f"/duplicates/{analysis.pk}/resume")

    assert "The analysis is complete." in page.text
    assert "running already" not in page.text


def test_cleaning_up_says_what_went(alice: User, send: Any, settings: Any) -> None:
    settings.MAX_RESULTS_PER_USER = 1
    for _ in range(3):
        factories.make_completed_analysis(alice)

    page = send(alice, "/duplicates/clean-up")

    assert "Removed 2 old analyses." in page.text
    assert AuditEvent.objects.filter(action="cleaned").count() == 1


@pytest.mark.parametrize("action", ["refresh", "cancel", "resume"])
def test_nobody_touches_anothers(alice: User, charlie: User, send: Any, action: str) -> None:
    analysis, job = factories.make_running_analysis(alice)

    page = send(charlie, f"/duplicates/{analysis.pk}/{action}")

    job.refresh_from_db()
    assert "There is no such analysis." in page.text
    assert job.requested == "none"
    assert DuplicateAnalysis.objects.count() == 1


@pytest.mark.parametrize("path", ["start", "quick-refresh", "clean-up"])
def test_forms_need_a_post_and_a_login(alice: User, path: str) -> None:
    client = Client()
    assert client.post(f"/duplicates/{path}").headers["Location"] == "/login?next=/duplicates"

    client.force_login(alice)

    assert client.get(f"/duplicates/{path}").status_code == 405
    assert not DuplicateAnalysis.objects.exists()
