from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest

from jobqueue import jobs, transitions, worker
from jobqueue.models import AnalysisJob, Band
from tests.jobqueue import processes

Make = Callable[..., AnalysisJob]


def test_progress_has_what_the_contract_says(api: Any, alice: Any, job: Make) -> None:
    made = job(total=4)

    body = api(alice).get(f"/api/progress/{made.pk}").json()

    assert body["job_id"] == str(made.pk)
    assert (body["priority"], body["status"]) == ("medium", "pending")
    names = "type current total percentage eta_seconds eta_text items_per_second message"
    times = "started_at updated_at revision poll_after_seconds"
    assert set(f"{names} {times}".split()) <= set(body)
    assert body["updated_at"].endswith("Z")


def test_progress_that_has_not_changed_is_304(api: Any, alice: Any, job: Make) -> None:
    made = job()
    first = api(alice).get(f"/api/progress/{made.pk}")

    again = api(alice).get(f"/api/progress/{made.pk}", headers={"If-None-Match": first["ETag"]})

    assert (again.status_code, again.content) == (304, b"")


def test_progress_that_has_changed_is_sent(api: Any, alice: Any, job: Make) -> None:
    made = job()
    first = api(alice).get(f"/api/progress/{made.pk}")
    worker.run_one("analysis")

    again = api(alice).get(f"/api/progress/{made.pk}", headers={"If-None-Match": first["ETag"]})

    assert again.json()["status"] == "completed"


@pytest.mark.django_db(transaction=True)
def test_progress_with_redis_away(
    api: Any, alice: Any, job: Make, own_redis: processes.Server
) -> None:
    made = job()
    own_redis.kill()

    assert api(alice).get(f"/api/progress/{made.pk}").json()["status"] == "pending"


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("get", "/api/progress/{}"),
        ("get", "/api/queue/jobs/{}"),
        ("post", "/api/queue/jobs/{}/cancel"),
    ],
)
def test_a_strangers_job_does_not_exist(
    api: Any, charlie: Any, job: Make, method: str, path: str
) -> None:
    for wanted in (job().pk, uuid4(), "nonsense"):
        answer = getattr(api(charlie), method)(path.format(wanted))

        assert answer.status_code == 404
        assert answer.json()["error"]["code"] == "NOT_FOUND"


def test_nobody_is_asked_to_log_in(api: Any, job: Make) -> None:
    assert api(None).get(f"/api/progress/{job().pk}").status_code == 401


def test_staff_see_everybodys(api: Any, bob: Any, job: Make) -> None:
    bob.is_staff = True

    assert api(bob).get(f"/api/queue/jobs/{job().pk}").status_code == 200


def test_a_job_shows_its_place_while_it_waits(api: Any, alice: Any, job: Make) -> None:
    job(band=Band.HIGH)
    made = job(band=Band.LOW)

    body = api(alice).get(f"/api/queue/jobs/{made.pk}").json()

    assert (body["position"], body["user"], body["priority"]) == (2, "alice", "low")


def test_a_running_job_has_no_place(api: Any, alice: Any, job: Make) -> None:
    made = job()
    transitions.claim(made.pk, slot=1)

    assert api(alice).get(f"/api/queue/jobs/{made.pk}").json()["position"] is None


def test_ones_own_jobs_are_listed_newest_first(api: Any, alice: Any, bob: Any, job: Make) -> None:
    made = [job(), job()]
    job(user=bob)

    body = api(alice).get("/api/queue/jobs").json()

    assert [row["job_id"] for row in body["results"]] == [str(j.pk) for j in reversed(made)]


@pytest.mark.parametrize("query", ["status=cancelled", "priority=low"])
def test_the_list_is_chosen_from(api: Any, alice: Any, job: Make, query: str) -> None:
    job()
    jobs.cancel(job(band=Band.LOW))

    body = api(alice).get(f"/api/queue/jobs?{query}").json()

    assert [row["status"] for row in body["results"]] == ["cancelled"]


def test_a_filter_that_makes_no_sense_is_refused(api: Any, alice: Any) -> None:
    answer = api(alice).get("/api/queue/jobs?status=lost")

    assert answer.status_code == 400
    assert "status" in answer.json()["error"]["fields"]


def test_cancel_is_accepted_and_ends_a_waiting_job(api: Any, alice: Any, job: Make) -> None:
    made = job()

    answer = api(alice).post(f"/api/queue/jobs/{made.pk}/cancel")

    assert answer.status_code == 202
    assert answer.json()["status"] == "cancelled"


def test_cancel_of_a_running_job_may_be_repeated(api: Any, alice: Any, job: Make) -> None:
    made = job()
    transitions.claim(made.pk, slot=1)

    answers = [api(alice).post(f"/api/queue/jobs/{made.pk}/cancel") for _ in range(2)]

    assert [answer.status_code for answer in answers] == [202, 202]
    made.refresh_from_db()
    assert made.requested == "cancel"


def test_cancel_of_a_cancelled_job_may_be_repeated(api: Any, alice: Any, job: Make) -> None:
    made = job()

    answers = [api(alice).post(f"/api/queue/jobs/{made.pk}/cancel") for _ in range(2)]

    assert [answer.status_code for answer in answers] == [202, 202]
    assert answers[1].json()["status"] == "cancelled"


def test_cancel_of_an_ended_job_is_a_conflict(api: Any, alice: Any, job: Make) -> None:
    made = job()
    AnalysisJob.objects.filter(pk=made.pk).update(status="completed")

    answer = api(alice).post(f"/api/queue/jobs/{made.pk}/cancel")

    assert answer.status_code == 409
    assert answer.json()["error"] | {"message": ""} == {
        "code": "CONFLICT",
        "message": "",
        "job_id": str(made.pk),
        "status": "completed",
    }
