"""The page of the queue: what a user, and what staff, sees and may do there."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from jobqueue import workers
from jobqueue.models import AnalysisJob, Band, JobType, QueueState, Tally
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quiet_queue")]

ROUND_TRIPS = 20


def make_job(user: User, **fields: Any) -> AnalysisJob:
    values = {"type": JobType.DUPLICATE_ANALYSIS, "band": Band.MEDIUM, "user": user} | fields
    return AnalysisJob.objects.create(**values)


def make_failed_job(user: User) -> AnalysisJob:
    error = {"code": "ANALYSIS_FAILED", "message": "The <disk> is full."}
    return make_job(user, status="failed", error=error, attempts=5, finished_at=timezone.now())


def row_of(page: Any, job: AnalysisJob) -> str:
    """Return the source of a job's row."""
    after = page.source.split(f'id="job-{job.pk}"', 1)[1]
    return after.split("</ol>", 1)[0].split('<li id="job-', 1)[0]


def buttons_of(page: Any, job: AnalysisJob) -> set[str]:
    """Return what the forms of a job's row do."""
    row = row_of(page, job)
    return {part.split('"', 1)[0] for part in row.split(f"/queue/jobs/{job.pk}/")[1:]}


def test_an_empty_queue_says_so(alice: User, browse: Any) -> None:
    page = browse(alice, "/queue")

    assert "0 jobs running" in page.text
    assert "Nothing runs and nothing waits" in page.text
    assert "No job ended in the last 24 hours." in page.text


def test_it_is_in_the_navigation(alice: User, browse: Any) -> None:
    assert 'href="/queue"' in browse(alice, "/").source
    assert 'href="/queue" aria-current="page"' in browse(alice, "/queue").source


def test_the_admin_leads_to_it(staff: User, browse: Any) -> None:
    staff.is_superuser = True
    staff.save()

    assert 'href="/queue"' in browse(staff, "/admin/").source


def test_each_priority_has_its_figures(alice: User, bob: User, browse: Any) -> None:
    make_job(bob, band=Band.LOW)
    oldest = make_job(bob, band=Band.LOW)
    hour_ago = timezone.now() - timedelta(hours=1, minutes=5)
    AnalysisJob.objects.filter(pk=oldest.pk).update(created_at=hour_ago)

    page = browse(alice, "/queue")

    low = page.text.split("Low priority", 1)[1]
    assert "Waiting 2" in low
    assert "Oldest waiting 1 h 5 min" in low


def test_a_user_sees_own_jobs_and_of_others_the_number(alice: User, bob: User, browse: Any) -> None:
    mine, other = make_job(alice), make_job(bob, message="of Bob's alone")

    page = browse(alice, "/queue")

    assert f'id="job-{mine.pk}"' in page.source
    assert str(other.pk) not in page.source
    assert "of Bob's alone" not in page.text
    assert "2 waiting" in page.text
    assert "bob" not in page.text


def test_staff_sees_everybodys_with_their_names(bob: User, staff: User, browse: Any) -> None:
    job = make_job(bob)

    page = browse(staff, "/queue")

    assert "bob" in row_of(page, job)
    assert 'data-socket="/ws/queue/"' in page.source


def test_a_running_job_has_its_bar_and_its_time_left(alice: User, browse: Any) -> None:
    _, job = factories.make_running_analysis(alice)

    page = browse(alice, "/queue")

    assert f'data-job-id="{job.pk}"' in page.source
    assert "50 %" in page.text
    assert "about 10 seconds left" in page.text


@pytest.mark.parametrize(
    ("fields", "buttons"),
    [
        ({"status": "pending"}, {"pause", "cancel"}),
        ({"status": "in_progress"}, {"pause", "cancel"}),
        ({"status": "in_progress", "requested": "pause"}, {"resume", "cancel"}),
        ({"status": "in_progress", "requested": "cancel"}, set()),
        ({"status": "interrupted"}, {"pause", "cancel"}),
        ({"status": "paused"}, {"resume", "cancel"}),
        ({"status": "completed", "finished_at": timezone.now()}, {"replay"}),
    ],
)
def test_the_buttons_are_those_of_the_state(
    alice: User, browse: Any, fields: dict[str, Any], buttons: set[str]
) -> None:
    job = make_job(alice, **fields)

    assert buttons_of(browse(alice, "/queue"), job) == buttons


def test_staff_may_change_the_priority_of_what_is_open(bob: User, staff: User, browse: Any) -> None:
    waits, done = make_job(bob), make_job(bob, status="completed", finished_at=timezone.now())

    page = browse(staff, "/queue")

    assert "priority" in buttons_of(page, waits)
    assert "priority" not in buttons_of(page, done)


def test_a_failed_job_says_why_and_may_run_again(alice: User, browse: Any) -> None:
    job = make_failed_job(alice)

    page = browse(alice, "/queue")

    assert "The &lt;disk&gt; is full." in row_of(page, job)
    assert "ANALYSIS_FAILED, 5 tries" in page.text
    assert buttons_of(page, job) == {"replay"}


def test_a_state_has_the_name_that_it_has_elsewhere(alice: User, browse: Any) -> None:
    make_job(alice)
    make_job(alice, status="completed", finished_at=timezone.now())

    text = browse(alice, "/queue").text

    assert "Done" in text
    assert "Pending" not in text
    assert "Completed" not in text


def test_what_nobody_consumes_is_said(alice: User, browse: Any) -> None:
    make_job(alice)

    assert "Nothing is consuming this queue" in browse(alice, "/queue").text


def test_with_a_worker_there_is_no_alarm(alice: User, browse: Any) -> None:
    make_job(alice)
    workers.say_alive("analysis@secret-host")

    page = browse(alice, "/queue")

    assert "Nothing is consuming" not in page.text
    assert "heartbeat 0 s ago" in page.text
    assert "secret-host" not in page.source


def test_a_paused_priority_offers_to_resume(staff: User, browse: Any) -> None:
    QueueState.objects.create(band=Band.LOW, paused=True)

    page = browse(staff, "/queue")

    assert 'data-lane="low" data-state="paused"' in page.source
    assert "Resume low priority" in page.text
    assert "Resume all" in page.text


def test_who_is_not_staff_has_no_buttons_of_the_queue(alice: User, browse: Any) -> None:
    make_job(alice)
    QueueState.objects.create(band=Band.LOW, paused=True)

    page = browse(alice, "/queue")

    for path in ("/queue/pause", "/queue/resume", "/queue/clear", "/priority"):
        assert path not in page.source


@pytest.mark.parametrize("path", ["/queue/pause", "/queue/resume", "/queue/clear/now"])
def test_a_form_of_staff_is_refused_to_others(alice: User, send: Any, path: str) -> None:
    assert send(alice, path).status == 403


def test_the_question_before_clearing_is_for_staff(alice: User, staff: User, browse: Any) -> None:
    make_job(alice, band=Band.LOW)

    assert browse(alice, "/queue/clear", priority="low").status == 403
    assert "Cancel 1 job" in browse(staff, "/queue/clear", priority="low").text
    # A word for no band is not taken for all of them.
    assert browse(staff, "/queue/clear", priority="junk").status == 404


def test_a_waiting_job_is_cancelled_from_the_page(alice: User, send: Any) -> None:
    job = make_job(alice, type=JobType.PLAYLIST_ANALYSIS)

    page = send(alice, f"/queue/jobs/{job.pk}/cancel")

    assert "Playlist analysis cancelled." in page.text
    job.refresh_from_db()
    assert job.status == "cancelled"


def test_a_job_that_has_ended_cannot_be_cancelled(alice: User, send: Any) -> None:
    job = make_failed_job(alice)

    assert "It had ended already." in send(alice, f"/queue/jobs/{job.pk}/cancel").text


@pytest.mark.parametrize("action", ["cancel", "pause", "resume", "replay"])
def test_anothers_job_does_not_exist(alice: User, bob: User, send: Any, action: str) -> None:
    job = make_job(bob)

    page = send(alice, f"/queue/jobs/{job.pk}/{action}")

    assert "There is no such job." in page.text
    job.refresh_from_db()
    assert (job.status, job.requested) == ("pending", "none")


def test_pause_and_resume_from_the_page(alice: User, send: Any) -> None:
    job = make_job(alice)

    send(alice, f"/queue/jobs/{job.pk}/pause")
    job.refresh_from_db()
    assert job.status == "paused"

    send(alice, f"/queue/jobs/{job.pk}/resume")
    job.refresh_from_db()
    assert job.status in ("pending", "interrupted")


def test_staff_sets_a_priority_from_the_page(bob: User, staff: User, send: Any) -> None:
    job = make_job(bob)

    page = send(staff, f"/queue/jobs/{job.pk}/priority", priority="high")

    assert "has high priority now" in page.text
    job.refresh_from_db()
    assert job.band == Band.HIGH


def test_a_priority_that_there_is_not_is_refused(bob: User, staff: User, send: Any) -> None:
    job = make_job(bob)

    page = send(staff, f"/queue/jobs/{job.pk}/priority", priority="urgent")

    assert "One of high, medium, low is expected." in page.text


def test_staff_pauses_and_resumes_a_band(staff: User, send: Any) -> None:
    assert "Paused the low priority." in send(staff, "/queue/pause", priority="low").text
    assert QueueState.objects.get(band=Band.LOW).paused

    assert "Resumed the whole queue." in send(staff, "/queue/resume").text
    assert not QueueState.objects.filter(paused=True).exists()


def test_staff_clears_a_band(bob: User, staff: User, send: Any) -> None:
    low = make_job(bob, band=Band.LOW, type=JobType.BACKGROUND_ANALYSIS)
    medium = make_job(bob)

    page = send(staff, "/queue/clear/now", priority="low")

    assert "Cancelled 1 waiting job." in page.text
    low.refresh_from_db()
    medium.refresh_from_db()
    assert (low.status, medium.status) == ("cancelled", "pending")


def test_items_that_failed_are_listed_with_their_reason(alice: User, browse: Any) -> None:
    from jobqueue.models import JobFailure

    job = make_job(
        alice, type=JobType.PLAYLIST_ANALYSIS, status="completed", finished_at=timezone.now()
    )
    JobFailure.objects.create(job=job, number=3, code="FILE_MISSING", message="It is not there.")

    page = browse(alice, "/queue")

    assert "Item 3: It is not there." in page.text
    assert buttons_of(page, job) == {"replay", "retry"}


def test_the_history_is_drawn_and_told(alice: User, browse: Any) -> None:
    hour = timezone.now().replace(minute=0, second=0, microsecond=0)
    Tally.objects.create(hour=hour, band=Band.LOW, completed=9)
    Tally.objects.create(hour=hour, band=Band.HIGH, completed=2, failed=1)

    page = browse(alice, "/queue")

    assert "Done in the last 24 hours: 11 (high priority 2, medium priority 0, low" in page.text
    assert page.source.count('class="chart-failed"') == 2
    assert 'y="8.33" width="8" height="75.00"' in page.source


def test_many_jobs_have_pages(alice: User, browse: Any) -> None:
    made = [make_job(alice) for _ in range(30)]

    first, second = browse(alice, "/queue"), browse(alice, "/queue", page=2)

    assert first.source.count('data-status="pending"') == 25
    assert second.source.count('data-status="pending"') == 5
    assert 'href="?page=2"' in first.source
    assert str(made[-1].pk) in second.source


@pytest.mark.parametrize("page", ["0", "-1", "x", "99999999999", "²"])
def test_a_page_that_there_is_not_is_no_fault(alice: User, browse: Any, page: str) -> None:
    assert browse(alice, "/queue", page=page).status == 200


def test_it_takes_a_bounded_number_of_queries(
    alice: User, staff: User, browse: Any, django_assert_max_num_queries: Any
) -> None:
    for _ in range(30):
        make_job(alice)
    for _ in range(12):
        make_failed_job(alice)
    browse(staff, "/health/live")

    with django_assert_max_num_queries(ROUND_TRIPS):
        browse(staff, "/queue")
