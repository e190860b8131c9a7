"""The queue in the admin: what it shows, and to whom."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from jobqueue import workers
from jobqueue.models import AnalysisJob, Band, Tally
from tests import factories
from tests.pages.test_queue_page import make_job

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quiet_queue")]

LIST = "/admin/queue/analysisjob/"
QUEUE = f"{LIST}queue/"
ROUND_TRIPS = 20


def lane_of(page: Any, name: str) -> str:
    """Return the source of a priority's card."""
    after: str = page.source.split(f'data-lane="{name}"', 1)[1]
    return after.split("</section>", 1)[0]


@pytest.mark.parametrize("path", [QUEUE, LIST, f"{QUEUE}cards/"])
def test_each_priority_has_its_card(viewer: User, bob: User, browse: Any, path: str) -> None:
    old = make_job(bob, band=Band.LOW)
    make_job(bob, band=Band.LOW, status="paused")
    hour_ago = timezone.now() - timedelta(hours=1, minutes=5)
    AnalysisJob.objects.filter(pk=old.pk).update(created_at=hour_ago)

    low = lane_of(browse(viewer, path), "low")

    assert 'data-queue="low.waiting">1<' in low
    assert 'data-queue="low.paused">1<' in low
    assert 'data-queue="low.oldest">1 h 5 min<' in low
    assert 'data-queue="low.eta">not known<' in low


@pytest.mark.parametrize("path", [QUEUE, LIST, f"{QUEUE}cards/"])
def test_what_nobody_consumes_is_said(viewer: User, bob: User, browse: Any, path: str) -> None:
    make_job(bob)
    assert "Nothing is consuming this queue" in browse(viewer, path).text

    workers.say_alive("analysis@host")

    assert "Nothing is consuming this queue" not in browse(viewer, path).text


def test_a_worker_says_what_it_runs(viewer: User, bob: User, browse: Any) -> None:
    _, job = factories.make_running_analysis(bob)
    AnalysisJob.objects.filter(pk=job.pk).update(owner="analysis@host/1/abc")
    workers.say_alive("analysis@host")

    page = browse(viewer, QUEUE)

    assert f'<a href="{LIST}{job.pk}/change/">Duplicate analysis</a>' in page.source
    assert "s ago · Duplicate analysis 50 % Busy" in page.text


def test_the_day_and_the_month_are_told_and_drawn(viewer: User, browse: Any) -> None:
    hour = timezone.now().replace(minute=0, second=0, microsecond=0)
    Tally.objects.create(hour=hour, band=Band.LOW, completed=3, failed=1)
    Tally.objects.create(hour=hour - timedelta(days=20), band=Band.LOW, completed=96)

    page = browse(viewer, QUEUE)

    assert "Done 3 99" in page.text
    assert "Succeeded 75.0 % 99.0 %" in page.text
    assert page.source.count('class="chart-low"') == 3
    assert "Done in the last 30 days: 99" in page.text


def test_who_may_not_view_jobs_sees_nothing_of_it(staff: User, browse: Any) -> None:
    for path in (QUEUE, f"{QUEUE}cards/", f"{QUEUE}clear/"):
        assert browse(staff, path).status == 403
    assert QUEUE not in browse(staff, "/admin/").source


def test_who_is_not_staff_is_sent_to_the_login(alice: User, browse: Any) -> None:
    page = browse(alice, QUEUE)

    assert page.response.status_code == 302
    assert page.response["Location"] == f"/admin/login/?next={QUEUE}"


def test_who_may_view_only_has_no_buttons(viewer: User, bob: User, browse: Any) -> None:
    make_job(bob)

    for path in (QUEUE, LIST):
        page = browse(viewer, path)
        assert "Pause all" not in page.text
        assert f"{QUEUE}pause/" not in page.source
        assert f"{QUEUE}clear/" not in page.source


def test_folded_cards_stay_folded(viewer: User, client_of: Any) -> None:
    client = client_of(viewer)
    assert 'id="queue-cards" open>' in client.get(LIST).content.decode()

    client.cookies["queue_cards"] = "folded"

    assert 'id="queue-cards">' in client.get(LIST).content.decode()


def test_a_list_to_choose_from_has_no_cards(viewer: User, browse: Any) -> None:
    assert "data-lane" not in browse(viewer, LIST, _popup=1).source


def test_the_admin_leads_to_it(viewer: User, browse: Any) -> None:
    for path in ("/admin/", LIST):
        assert f'href="{QUEUE}"' in browse(viewer, path).source


def test_it_takes_a_bounded_number_of_queries(
    viewer: User, bob: User, browse: Any, django_assert_max_num_queries: Any
) -> None:
    for _ in range(30):
        make_job(bob)
    browse(viewer, "/health/live")

    with django_assert_max_num_queries(ROUND_TRIPS):
        browse(viewer, QUEUE)
