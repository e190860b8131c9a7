from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from jobqueue.models import AnalysisJob, Status

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
