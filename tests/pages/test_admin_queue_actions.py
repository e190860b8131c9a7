"""What staff does to the queue in the admin: who may, and what is written down of it."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client

from accounts.models import User
from jobqueue.models import Band, QueueState
from tests.pages.test_admin_queue import LIST, QUEUE
from tests.pages.test_queue_page import make_job

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quiet_queue")]


@pytest.mark.parametrize("action", ["pause", "resume", "clear"])
def test_who_may_view_only_cannot_act(viewer: User, bob: User, send: Any, action: str) -> None:
    job = make_job(bob)

    assert send(viewer, f"{QUEUE}{action}/").status == 403

    job.refresh_from_db()
    assert job.status == "pending"
    assert not QueueState.objects.filter(paused=True).exists()
    assert not LogEntry.objects.exists()


def test_who_may_view_only_cannot_cancel_from_the_list(
    viewer: User, bob: User, client_of: Any
) -> None:
    job = make_job(bob)

    client_of(viewer).post(LIST, {"action": "cancel", "_selected_action": [str(job.pk)]})

    job.refresh_from_db()
    assert (job.status, job.requested) == ("pending", "none")


def test_a_band_is_paused_and_resumed_and_the_log_says_by_whom(operator: User, send: Any) -> None:
    paused = send(operator, f"{QUEUE}pause/", priority="low")
    assert "Paused the low priority." in paused.text
    assert 'data-lane="low" data-state="paused"' in paused.source
    assert QueueState.objects.get(band=Band.LOW).paused

    assert "Resumed the low priority." in send(operator, f"{QUEUE}resume/", priority="low").text
    assert not QueueState.objects.filter(paused=True).exists()

    entries = LogEntry.objects.order_by("pk")
    assert [(entry.user, entry.object_id, entry.change_message) for entry in entries] == [
        (operator, str(Band.LOW.value), "Paused."),
        (operator, str(Band.LOW.value), "Resumed."),
    ]


def test_all_bands_are_paused_at_once(operator: User, send: Any) -> None:
    page = send(operator, f"{QUEUE}pause/")

    assert "Paused the whole queue." in page.text
    assert "Pause all" not in page.text
    assert QueueState.objects.filter(paused=True).count() == LogEntry.objects.count() == 3


def test_clearing_asks_first_and_the_trace_says_by_whom(
    operator: User, bob: User, browse: Any, send: Any
) -> None:
    low, medium = make_job(bob, band=Band.LOW), make_job(bob)

    question = browse(operator, f"{QUEUE}clear/", priority="low")
    assert "1 waiting or paused job is cancelled" in question.text
    assert "Yes, cancel 1 job" in question.source
    low.refresh_from_db()
    assert low.status == "pending"

    page = send(operator, f"{QUEUE}clear/", priority="low")

    assert "Cancelled 1 waiting job." in page.text
    low.refresh_from_db()
    medium.refresh_from_db()
    assert (low.status, medium.status) == ("cancelled", "pending")
    assert low.transitions.latest("id").reason == "cleared away by charlie in the admin"
    assert LogEntry.objects.get().change_message == "Cancelling 1 waiting job."


def test_clearing_all_is_written_down_where_there_was_something(
    operator: User, bob: User, send: Any
) -> None:
    for band in (Band.MEDIUM, Band.LOW, Band.LOW):
        make_job(bob, band=band)

    page = send(operator, f"{QUEUE}clear/")

    assert "Cancelled 3 waiting jobs." in page.text
    said = LogEntry.objects.values_list("object_id", "change_message")
    assert dict(said) == {
        str(Band.MEDIUM.value): "Cancelling 1 waiting job.",
        str(Band.LOW.value): "Cancelling 2 waiting jobs.",
    }


@pytest.mark.parametrize("action", ["pause", "resume", "clear"])
def test_a_priority_that_there_is_not_changes_nothing(
    operator: User, bob: User, send: Any, action: str
) -> None:
    job = make_job(bob)

    page = send(operator, f"{QUEUE}{action}/", priority="urgent")

    assert "One of high, medium, low is expected." in page.text
    job.refresh_from_db()
    assert job.status == "pending"
    assert not QueueState.objects.filter(paused=True).exists()


def test_the_question_knows_no_other_priority(operator: User, browse: Any) -> None:
    assert browse(operator, f"{QUEUE}clear/", priority="urgent").status == 404


def test_a_form_without_its_token_is_refused(operator: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(operator)

    assert client.post(f"{QUEUE}pause/").status_code == 403
    assert not QueueState.objects.filter(paused=True).exists()


@pytest.mark.parametrize(
    ("came_from", "leads_to"),
    [
        (f"{LIST}?status__exact=pending", f"{LIST}?status__exact=pending"),
        (QUEUE, QUEUE),
        ("/queue", QUEUE),
    ],
)
def test_a_form_leads_back_to_its_page(
    operator: User, client_of: Any, came_from: str, leads_to: str
) -> None:
    referer = f"http://testserver{came_from}"

    answer = client_of(operator).post(f"{QUEUE}pause/", headers={"referer": referer})

    assert answer["Location"] == leads_to


def test_the_way_back_from_the_login_changes_nothing(operator: User, client_of: Any) -> None:
    answer = client_of(operator).get(f"{QUEUE}pause/")

    assert (answer.status_code, answer["Location"]) == (302, QUEUE)
    assert not QueueState.objects.filter(paused=True).exists()
