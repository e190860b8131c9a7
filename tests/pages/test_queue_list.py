"""The list on the queue page: what it is narrowed to, its pages, and each job's place in line."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from jobqueue import registry
from jobqueue.models import AnalysisJob, Band, JobFailure, JobType
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quiet_queue")]


def make_job(user: User, **fields: Any) -> AnalysisJob:
    values = {"type": JobType.PLAYLIST_ANALYSIS, "band": Band.MEDIUM, "user": user} | fields
    if values.get("status") in ("completed", "failed", "cancelled"):
        values.setdefault("finished_at", timezone.now())
    return AnalysisJob.objects.create(**values)


def with_failures(user: User, count: int = 1, **fields: Any) -> AnalysisJob:
    job = make_job(user, status="completed", **fields)
    JobFailure.objects.bulk_create(
        JobFailure(job=job, number=n, code="unreadable", message=f"Fault {n}.")
        for n in range(1, count + 1)
    )
    return job


def listed(page: Any) -> list[str]:
    return [part.split('"', 1)[0] for part in page.source.split('<li id="job-')[1:]]


def ids(*jobs: AnalysisJob) -> list[str]:
    return [str(job.pk) for job in jobs]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"state": "running"}, ["running"]),
        ({"state": "waiting"}, ["high", "waiting"]),
        ({"state": "paused"}, ["paused"]),
        ({"state": "failed"}, ["failed"]),
        ({"state": "ended"}, ["done", "failed"]),
        ({"state": "waiting", "priority": "high"}, ["high"]),
        ({"priority": "high"}, ["high"]),
        ({"state": "ended", "type": "EXPORT"}, ["done"]),
        ({"state": "nonsense", "type": "x"}, ["running", "high", "waiting", "paused", "done", "failed"]),
    ],
)  # fmt: skip
def test_it_is_narrowed(
    alice: User, browse: Any, query: dict[str, str], expected: list[str]
) -> None:
    jobs = {
        "running": make_job(alice, status="in_progress", rank=1),
        "waiting": make_job(alice, rank=2),
        "paused": make_job(alice, status="paused", rank=3),
        "high": make_job(alice, band=Band.HIGH, rank=4),
        "failed": make_job(
            alice, status="failed", finished_at=timezone.now() - timedelta(minutes=1)
        ),
        "done": make_job(alice, status="completed", type=JobType.EXPORT),
    }

    assert listed(browse(alice, "/queue", **query)) == ids(*(jobs[name] for name in expected))


def test_staff_chooses_whose(alice: User, bob: User, staff: User, browse: Any) -> None:
    of_alice, of_bob = make_job(alice), make_job(bob)

    assert listed(browse(staff, "/queue", whose="ALICE")) == ids(of_alice)
    # To anybody else it is no way to see more.
    assert listed(browse(bob, "/queue", whose="alice")) == []
    assert listed(browse(bob, "/queue")) == ids(of_bob)
    assert 'name="whose"' not in browse(bob, "/queue").source


def test_what_is_asked_for_stays_asked_on_the_next_page(alice: User, browse: Any) -> None:
    start = timezone.now()
    made = [
        make_job(alice, status="completed", finished_at=start - timedelta(seconds=n))
        for n in range(30)
    ]
    make_job(alice)

    first = browse(alice, "/queue", state="done", priority="medium")
    second = browse(alice, "/queue", state="done", priority="medium", page=2)

    assert listed(first) == ids(*made[:25])
    assert 'href="?state=done&amp;priority=medium&amp;page=2"' in first.source
    assert listed(second) == ids(*made[25:])


def test_each_waiting_job_has_its_place(alice: User, bob: User, browse: Any) -> None:
    make_job(bob, band=Band.HIGH, rank=1)
    make_job(alice, rank=7)
    make_job(alice, rank=8)
    make_job(alice, status="in_progress")

    text = browse(alice, "/queue").text

    assert text.count("in line") == 2
    assert text.index("place 2 in line") < text.index("place 3 in line")


def test_failed_items_of_a_job_of_long_ago_are_found(alice: User, browse: Any) -> None:
    old = with_failures(alice, 7, finished_at=timezone.now() - timedelta(days=90))
    for _ in range(12):
        make_job(alice, status="completed")

    assert str(old.pk) not in browse(alice, "/queue").source
    page = browse(alice, "/queue", state="items")
    assert listed(page) == ids(old)
    assert "Item 5: Fault 5." in page.text
    assert "Fault 6." not in page.text
    assert f'href="/queue/jobs/{old.pk}"' in page.source


def test_all_that_failed_is_tried_again_at_once(
    alice: User, bob: User, send: Any, browse: Any
) -> None:
    mine, other = [with_failures(alice, 2) for _ in range(2)], with_failures(bob)
    for job in mine:
        for failure, track in zip(job.failures.all(), factories.make_pair(alice), strict=True):
            JobFailure.objects.filter(pk=failure.pk).update(target_id=track.pk)
    with_failures(alice, type=JobType.DUPLICATE_ANALYSIS)

    page = send(alice, "/queue/retry", type="PLAYLIST_ANALYSIS")

    assert "4 items wait again, as 2 new jobs." in page.text
    assert not JobFailure.objects.filter(job__in=mine, retried_by=None).exists()
    assert JobFailure.objects.filter(job=other, retried_by=None).exists()
    assert "Nothing is left that can be tried again." in send(alice, "/queue/retry").text


def test_what_cannot_be_tried_again_has_no_button(alice: User, browse: Any) -> None:
    job = with_failures(alice, type=JobType.DUPLICATE_ANALYSIS)

    assert f"/queue/jobs/{job.pk}/retry" not in browse(alice, "/queue", state="items").source


def test_an_action_leads_back_to_what_was_asked_for(alice: User, client_of: Any) -> None:
    path = f"/queue/jobs/{make_job(alice).pk}/cancel"
    for came, goes in {
        "http://testserver/queue?state=waiting": "/queue?state=waiting",
        "http://evil.example/queue": "/queue",
        "http://testserver/library": "/queue",
        "": "/queue",
    }.items():
        assert client_of(alice).post(path, headers={"Referer": came})["Location"] == goes


class TestOneJob:
    def test_it_has_all_its_failed_items_by_pages(self, alice: User, browse: Any) -> None:
        job = with_failures(alice, 60)

        first = browse(alice, f"/queue/jobs/{job.pk}")
        second = browse(alice, f"/queue/jobs/{job.pk}", page=2)

        assert "Retry all 60" in first.text
        assert ("Fault 50." in first.text, "Fault 51." in first.text) == (True, False)
        assert ("Fault 50." in second.text, "Fault 60." in second.text) == (False, True)

    def test_it_says_what_was_gained(
        self, alice: User, browse: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        handler = registry.handler_of(JobType.LIBRARY_IMPORT)
        monkeypatch.setattr(type(handler), "summary", lambda self, job: "Tracks: 7 added.")
        job = make_job(alice, type=JobType.LIBRARY_IMPORT, status="completed", active_seconds=170.0)

        page = browse(alice, f"/queue/jobs/{job.pk}")

        assert "Tracks: 7 added. It took about 3 minutes." in page.text

    def test_its_forms_lead_back_to_it(self, alice: User, client_of: Any) -> None:
        path = f"/queue/jobs/{make_job(alice).pk}"

        answer = client_of(alice).post(
            f"{path}/cancel", headers={"Referer": f"http://testserver{path}"}
        )

        assert answer["Location"] == path

    def test_staff_reads_what_happened_to_it(
        self, alice: User, staff: User, browse: Any, send: Any
    ) -> None:
        job = make_job(alice)
        send(staff, f"/queue/jobs/{job.pk}/pause")

        assert "Paused paused by charlie" in browse(staff, f"/queue/jobs/{job.pk}").text
        assert "paused by charlie" not in browse(alice, f"/queue/jobs/{job.pk}").text

    def test_anothers_does_not_exist(self, alice: User, bob: User, browse: Any) -> None:
        job = make_job(bob)

        assert browse(alice, f"/queue/jobs/{job.pk}").status == 404
        assert browse(alice, "/queue/jobs/nonsense").status == 404

    def test_it_asks_who_one_is(self, alice: User, browse: Any) -> None:
        page = browse(None, f"/queue/jobs/{make_job(alice).pk}")

        assert page.response.headers["Location"].startswith("/login?next=/queue/jobs/")
