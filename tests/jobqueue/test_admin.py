from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from jobqueue import admin_inlines
from jobqueue.models import (
    AnalysisJob,
    JobFailure,
    JobTransition,
    QueueState,
    Status,
    Tally,
)

Make = Callable[..., AnalysisJob]
LIST = "/admin/queue/analysisjob/"


@pytest.fixture
def staff(bob: Any) -> Client:
    bob.is_staff = bob.is_superuser = True
    bob.save()
    client = Client()
    client.force_login(bob)
    return client


def act(client: Client, action: str, *jobs: AnalysisJob) -> str:
    chosen = {"action": action, "_selected_action": [str(job.pk) for job in jobs]}
    return client.post(LIST, chosen, follow=True).content.decode()


@pytest.mark.parametrize("query", ["", "?q=alice", "?status__exact=pending", "?band__exact=1"])
def test_jobs_are_listed_searched_and_filtered(staff: Client, job: Make, query: str) -> None:
    job(target_id="the-target")

    assert "COUNTING" in staff.get(LIST + query).content.decode()


def test_a_search_for_an_id_finds_the_job(staff: Client, job: Make) -> None:
    made, other = job(), job()

    text = staff.get(f"{LIST}?q={made.pk}").content.decode()

    assert str(made.pk) in text
    assert str(other.pk) not in text


def test_jobs_are_cancelled(staff: Client, job: Make) -> None:
    made = job()

    assert "1 job cancelled" in act(staff, "cancel", made)

    made.refresh_from_db()
    assert made.status == Status.CANCELLED


def test_an_ended_job_is_run_again_as_a_new_one(staff: Client, job: Make) -> None:
    made = job()
    act(staff, "cancel", made)

    assert "1 job to run again" in act(staff, "run_again", made)

    assert AnalysisJob.objects.open().count() == 1


def test_an_open_job_is_not_run_again(staff: Client, job: Make) -> None:
    assert "1 job cannot be run again" in act(staff, "run_again", job())


def test_the_page_of_a_job_shows_its_bar_and_its_changes(staff: Client, job: Make) -> None:
    made = job()

    text = staff.get(f"{LIST}{made.pk}/change/").content.decode()

    assert f'data-job-id="{made.pk}"' in text
    assert "enqueued" in text


def test_jobs_are_paused_resumed_and_moved(staff: Client, job: Make) -> None:
    made = job()

    assert "1 job paused" in act(staff, "pause", made)
    made.refresh_from_db()
    assert made.status == Status.PAUSED
    assert "1 job resumed" in act(staff, "resume", made)
    assert "1 job moved to high" in act(staff, "to_high", made)
    made.refresh_from_db()
    assert (made.status, made.get_band_display()) == (Status.PENDING, "high")
    act(staff, "to_low", made)
    made.refresh_from_db()
    assert made.get_band_display() == "low"


def test_what_has_ended_is_said_to_have(staff: Client, job: Make) -> None:
    made = job()
    act(staff, "cancel", made)

    assert "1 job had ended already" in act(staff, "pause", made)


def test_a_long_history_is_shown_in_part_by_a_bounded_number_of_queries(
    staff: Client, job: Make, django_assert_max_num_queries: Any
) -> None:
    made, again = job(), job()
    most = admin_inlines.MOST_LINES
    JobTransition.objects.bulk_create(
        JobTransition(job=made, to_status="pending", reason=f"change {number}.", fence=number)
        for number in range(most + 20)
    )
    JobFailure.objects.bulk_create(
        JobFailure(job=made, number=n, code="X", message=f"fault {n}.", retried_by=again)
        for n in range(1, most + 21)
    )

    with django_assert_max_num_queries(20):
        text = staff.get(f"{LIST}{made.pk}/change/").content.decode()

    assert f"change {most + 19}." in text
    assert "change 18." not in text
    assert "fault 1." in text
    assert f"fault {most + 1}." not in text
    assert f'<a href="{LIST}{again.pk}/change/">{again.pk}</a>' in text


@pytest.mark.parametrize("model", ["analysisjob", "tally", "queuestate"])
def test_each_list_leads_to_the_queue_page(staff: Client, job: Make, model: str) -> None:
    job()
    Tally.objects.create(hour=timezone.now(), band=1, completed=3)
    QueueState.objects.create(band=1, paused=True)

    assert 'href="/queue"' in staff.get(f"/admin/queue/{model}/").content.decode()


@pytest.mark.parametrize("model", ["tally", "queuestate"])
def test_what_the_queue_writes_is_read_alone(staff: Client, model: str) -> None:
    tally = Tally.objects.create(hour=timezone.now(), band=1, completed=3)
    QueueState.objects.create(band=1, paused=True)
    pk = tally.pk if model == "tally" else 1
    path = f"/admin/queue/{model}/"

    assert staff.get(f"{path}{pk}/change/").status_code == 200
    for action in (f"{path}add/", f"{path}{pk}/delete/"):
        assert staff.post(action, {"post": "yes"}).status_code == 403
    assert staff.post(f"{path}{pk}/change/", {"band": 2}).status_code == 403


def test_the_page_of_a_job_leads_to_the_queue_page(staff: Client, job: Make) -> None:
    assert 'href="/queue"' in staff.get(f"{LIST}{job().pk}/change/").content.decode()
