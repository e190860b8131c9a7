"""Alerts to staff: once when something goes wrong, once when it is over."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import override_settings
from django.utils import timezone

from accounts import notifications
from accounts.models import Notification, User
from accounts.signals import mail_wanted
from jobqueue import redis_link, rescue, transitions, workers
from jobqueue.models import AnalysisJob, Band, QueueState, Status
from jobqueue.signals import worker_hung
from musicdb import tasks
from musicdb.models import Alert, JobCount
from musicdb.operations import watch
from tests.beats import made_by

pytestmark = pytest.mark.django_db
Make = Callable[..., AnalysisJob]


@pytest.fixture
def staff(bob: User) -> User:
    bob.is_staff = True
    bob.save()
    return bob


@pytest.fixture(autouse=True)
def _worker() -> Iterator[None]:
    """One worker of each kind lives, until a test sends it away."""
    names = ["analysis@here", "maintenance@here"]
    for name in names:
        workers.say_alive(name)
    yield
    for name in names:
        workers.say_goodbye(name)


@pytest.fixture
def waits(alice: User) -> Make:
    """Return a maker of waiting jobs of Alice's, so many minutes old."""

    def make(minutes: float = 0, **fields: Any) -> AnalysisJob:
        values = {"type": "EXPORT", "user": alice, "band": Band.MEDIUM} | fields
        made = AnalysisJob.objects.create(**values)
        at = timezone.now() - timedelta(minutes=minutes)
        AnalysisJob.objects.filter(pk=made.pk).update(created_at=at, updated_at=at)
        return made

    return make


def told(user: User) -> list[tuple[str, str]]:
    rows = Notification.objects.filter(user=user).order_by("pk")
    return [(row.type, row.data["state"]) for row in rows]


def happened(what: str, number: int) -> None:
    JobCount.objects.create(what=what, type="EXPORT", number=number, at=timezone.now())


def test_a_quiet_queue_is_no_news(staff: User, waits: Make) -> None:
    waits()

    tasks.watch_queue()

    assert told(staff) == []


@pytest.mark.parametrize(("jobs", "alerts"), [(3, 0), (4, 1)])
def test_more_jobs_than_the_limit_are_a_backlog(
    staff: User, waits: Make, settings: Any, jobs: int, alerts: int
) -> None:
    settings.ALERT_BACKLOG_JOBS = 3
    for _ in range(jobs):
        waits()

    watch.look()

    assert Alert.objects.filter(kind="queue_backlog").count() == alerts


@pytest.mark.parametrize(("minutes", "alerts"), [(59, 0), (61, 1)])
def test_a_job_that_waits_too_long_is_a_backlog(
    staff: User, waits: Make, minutes: int, alerts: int
) -> None:
    waits(minutes=minutes)

    watch.look()

    assert told(staff) == [("queue_backlog", "begun")] * alerts


@pytest.mark.parametrize("fields", [{"band": Band.LOW}, {"status": Status.PAUSED}])
def test_what_may_wait_is_no_backlog(staff: User, waits: Make, fields: dict[str, Any]) -> None:
    waits(minutes=600, **fields)

    watch.look()

    assert told(staff) == []


def test_a_paused_band_is_no_backlog(staff: User, waits: Make) -> None:
    QueueState.objects.create(band=Band.MEDIUM, paused=True)
    waits(minutes=600)

    watch.look()

    assert told(staff) == []


def test_an_episode_is_told_once_and_its_end_once(staff: User, alice: User, waits: Make) -> None:
    late = waits(minutes=90)

    for _ in range(3):
        watch.look()
    AnalysisJob.objects.filter(pk=late.pk).update(status=Status.COMPLETED)
    for _ in range(3):
        watch.look()

    assert told(staff) == [("queue_backlog", "begun"), ("queue_backlog", "over")]
    first, last = Notification.objects.filter(user=staff).order_by("pk")
    assert first.message == "1 job is waiting; the oldest has waited about 2 hours."
    assert last.title == "The backlog is gone"
    assert told(alice) == []


def test_a_figure_on_the_edge_does_not_ring_again(staff: User, waits: Make, settings: Any) -> None:
    settings.ALERT_BACKLOG_JOBS = 10
    made = [waits() for _ in range(11)]
    watch.look()

    AnalysisJob.objects.filter(pk__in=[job.pk for job in made[:2]]).delete()
    watch.look()
    assert told(staff) == [("queue_backlog", "begun")]

    made[2].delete()
    watch.look()
    assert told(staff)[-1] == ("queue_backlog", "over")


@pytest.mark.parametrize(("seconds", "alerts"), [(55, 0), (65, 1)])
def test_work_without_a_worker_is_told(staff: User, waits: Make, seconds: int, alerts: int) -> None:
    workers.say_goodbye("analysis@here")
    waits(minutes=seconds / 60)

    watch.look()

    assert told(staff) == [("no_worker", "begun")] * alerts


def test_a_worker_that_is_back_ends_it(staff: User, waits: Make) -> None:
    workers.say_goodbye("analysis@here")
    waits(minutes=5)
    watch.look()

    workers.say_alive("analysis@here")
    watch.look()

    assert told(staff) == [("no_worker", "begun"), ("no_worker", "over")]


def test_with_redis_away_nobody_knows_who_lives(staff: User, waits: Make) -> None:
    waits(minutes=5)

    with override_settings(REDIS_URL="redis://127.0.0.1:1/0"):
        watch.look()

    redis_link.breaker.good()
    assert told(staff) == []


@pytest.mark.parametrize(
    ("failed", "completed", "alerts"), [(9, 0, 0), (10, 0, 1), (3, 9, 0), (4, 9, 1)]
)
def test_a_large_share_of_failures_is_told(
    staff: User, failed: int, completed: int, alerts: int
) -> None:
    happened("failed", failed)
    happened("completed", completed)
    happened("cancelled", 50)

    watch.look()

    assert told(staff) == [("failure_rate", "begun")] * alerts


def test_failures_are_over_when_jobs_succeed(staff: User) -> None:
    happened("failed", 10)
    watch.look()
    happened("completed", 90)
    watch.look()

    assert told(staff) == [("failure_rate", "begun"), ("failure_rate", "over")]


def test_a_worker_that_hangs_is_told_once(staff: User, waits: Make) -> None:
    running = transitions.claim(waits().pk, slot=3)
    assert running is not None
    for _ in range(2):
        worker_hung.send(AnalysisJob, job=running)
        watch.look()

    assert told(staff) == [("no_worker", "begun")]
    assert Notification.objects.get(user=staff).data["job_id"] == str(running.pk)

    transitions.rescue(running)
    watch.look()

    assert told(staff)[-1] == ("no_worker", "over")


def test_the_rescuer_says_that_a_worker_hung(staff: User, waits: Make) -> None:
    running = transitions.claim(waits().pk, slot=3)
    assert running is not None
    silent = timezone.now() - timedelta(seconds=rescue.HANG_SECONDS + 1)
    # Nobody's session has that name: there is nothing to end.
    AnalysisJob.objects.filter(pk=running.pk).update(heartbeat_at=silent, owner="gone@there/1/a")

    rescue.cut_off_hung()

    assert told(staff) == [("no_worker", "begun")]
    assert "gone@there" in Notification.objects.get(user=staff).message


@pytest.mark.parametrize(
    "setting", ["ALERT_BACKLOG_MINUTES", "ALERT_NO_WORKER_SECONDS", "ALERT_FAILURE_PERCENT"]
)
def test_a_limit_of_nought_is_none(staff: User, waits: Make, settings: Any, setting: str) -> None:
    workers.say_goodbye("analysis@here")
    waits(minutes=600)
    happened("failed", 20)
    setattr(settings, setting, 0)
    kind = {"ALERT_B": "queue_backlog", "ALERT_N": "no_worker", "ALERT_F": "failure_rate"}

    watch.look()

    assert kind[setting[:7]] not in [type for type, _ in told(staff)]
    assert len(told(staff)) == 2


def test_staff_who_want_it_get_a_mail(staff: User, waits: Make) -> None:
    mails: list[str] = []

    def note(subject: str, user: User, **kwargs: Any) -> None:
        mails.append(f"{user}: {subject}")

    mail_wanted.connect(note)
    notifications.change_settings(staff, {"queue_backlog": {"email_enabled": True}})
    waits(minutes=90)

    watch.look()

    assert mails == ["bob: The queue has a backlog"]


def test_the_beat_watches_every_half_minute() -> None:
    beat = made_by("musicdb.migrations.0002_watch_beat", "Watch the queue")

    assert (beat.task, beat.queue) == (tasks.watch_queue.name, "maintenance")
    assert (beat.interval.every, beat.interval.period, beat.expire_seconds) == (30, "seconds", 30)
