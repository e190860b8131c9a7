"""GET and DELETE of /api/queue/jobs, and one job: what is read, and what is never cleared by mistake."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jobqueue import transitions
from jobqueue.models import AnalysisJob, Band, Status
from jobqueue.run import Run
from tests.jobqueue import counting

Make = Callable[..., AnalysisJob]
JOBS = "/api/queue/jobs"


@pytest.fixture
def staff(bob: Any) -> Any:
    bob.is_staff = True
    bob.save()
    return bob


def states(*made: AnalysisJob) -> list[str]:
    return [AnalysisJob.objects.get(pk=job.pk).status for job in made]


@pytest.mark.parametrize(
    ("path", "body"),
    [
        (JOBS, {"priority": "low"}),
        (f"{JOBS}?priority=low", None),
        (f"{JOBS}?priority=low", {"priority": "low"}),
    ],
)
def test_a_band_is_cleared_by_query_or_body(
    api: Any, staff: Any, job: Make, path: str, body: Any
) -> None:
    low, medium = job(band=Band.LOW), job(band=Band.MEDIUM)

    answer = api(staff).delete(path, body, format="json")

    assert answer.json() == {"removed": {"pending": 1}, "total": 1}
    assert states(low, medium) == [Status.CANCELLED, Status.PENDING]


def test_nothing_named_is_all(api: Any, staff: Any, job: Make) -> None:
    made = job(band=Band.LOW), job(band=Band.MEDIUM)

    assert api(staff).delete(JOBS).json()["total"] == 2
    assert states(*made) == [Status.CANCELLED] * 2


@pytest.mark.parametrize(
    ("query", "body"),
    [
        ("", {"band": "low"}),
        ("", {"priority": "low", "status": "pending"}),
        ("", {"priority": "urgent"}),
        ("", {"priority": None}),
        ("", ["low"]),
        ("?band=low", None),
        ("?priority=low", {"priority": "medium"}),
    ],
)
def test_what_would_not_be_heeded_clears_nothing(
    api: Any, staff: Any, job: Make, query: str, body: Any
) -> None:
    made = job(band=Band.LOW), job(band=Band.MEDIUM)

    answer = api(staff).delete(JOBS + query, body, format="json")

    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "VALIDATION_ERROR")
    assert states(*made) == [Status.PENDING] * 2


def test_a_page_of_waiting_jobs_has_all_places_by_one_query(
    api: Any, alice: Any, bob: Any, job: Make
) -> None:
    job(band=Band.HIGH, user=bob)
    job(band=Band.LOW, type=counting.EXPORTING)
    made = [job(band=Band.LOW), job(band=Band.MEDIUM), job(band=Band.LOW)]
    transitions.claim(job(band=Band.MEDIUM).pk, slot=1)
    client = api(alice)

    with CaptureQueriesContext(connection) as few:
        client.get(f"{JOBS}?limit=1")
    with CaptureQueriesContext(connection) as many:
        rows = client.get(JOBS).json()["results"]

    places = {row["job_id"]: row["position"] for row in rows}
    assert [places[str(one.pk)] for one in made] == [3, 2, 4]
    assert places == {str(one.pk): one.position() for one in AnalysisJob.objects.filter(user=alice)}
    assert len(many) <= len(few) + 1


@pytest.mark.parametrize("path", [JOBS, JOBS + "/{}"])
def test_progress_is_as_new_as_where_it_has_a_path_of_its_own(
    api: Any, alice: Any, job: Make, slot: Any, path: str
) -> None:
    claimed = transitions.claim(job(total=10).pk, slot=1)
    assert claimed is not None
    Run(claimed, slot).report(current=7)

    body = api(alice).get(path.format(claimed.pk)).json()

    one = body["results"][0] if "results" in body else body
    assert one["progress"] == api(alice).get(f"/api/progress/{claimed.pk}").json()
    assert one["progress"]["current"] == 7
