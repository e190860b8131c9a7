"""Alerts to staff: once when the queue has a backlog, once when it is gone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from accounts import notifications
from accounts.models import Notification, User
from accounts.signals import mail_wanted
from contract import redis_connection
from jobqueue import workers
from jobqueue.models import AnalysisJob, Band, QueueState, Status
from musicdb import tasks
from musicdb.models import Alert
from musicdb.operations import watch
from tests.beats import made_by

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("live_workers")]
Make = Callable[..., AnalysisJob]
Told = Callable[[User], list[tuple[str, str]]]


def test_a_quiet_queue_is_no_news(staff: User, waits: Make, told: Told) -> None:
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
    staff: User, waits: Make, minutes: int, alerts: int, told: Told
) -> None:
    waits(minutes=minutes)

    watch.look()

    assert told(staff) == [("queue_backlog", "begun")] * alerts


@pytest.mark.parametrize("fields", [{"band": Band.LOW}, {"status": Status.PAUSED}])
def test_what_may_wait_is_no_backlog(
    staff: User, waits: Make, fields: dict[str, Any], told: Told
) -> None:
    waits(minutes=600, **fields)

    watch.look()

    assert told(staff) == []


def test_the_oldest_is_named_whatever_its_band(
    staff: User, waits: Make, settings: Any, told: Told
) -> None:
    settings.ALERT_BACKLOG_JOBS = 1
    waits(minutes=3 * 24 * 60, band=Band.LOW)
    waits(band=Band.LOW)

    watch.look()

    message = Notification.objects.get(user=staff).message
    assert message == "2 jobs are waiting; the oldest has waited about 3 days."


def test_a_look_forgets_workers_that_are_long_gone(staff: User) -> None:
    redis = redis_connection.connection()
    redis.hset(workers.WORKERS, "analysis@killed", '{"at": 1}')

    watch.look()

    assert not redis.hexists(workers.WORKERS, "analysis@killed")


def test_a_paused_band_is_no_backlog(staff: User, waits: Make, told: Told) -> None:
    QueueState.objects.create(band=Band.MEDIUM, paused=True)
    waits(minutes=600)

    watch.look()

    assert told(staff) == []


def test_an_episode_is_told_once_and_its_end_once(
    staff: User, alice: User, waits: Make, told: Told
) -> None:
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


def test_a_figure_on_the_edge_does_not_ring_again(
    staff: User, waits: Make, settings: Any, told: Told
) -> None:
    settings.ALERT_BACKLOG_JOBS = 10
    made = [waits() for _ in range(11)]
    watch.look()

    AnalysisJob.objects.filter(pk__in=[job.pk for job in made[:2]]).delete()
    watch.look()
    assert told(staff) == [("queue_backlog", "begun")]

    made[2].delete()
    watch.look()
    assert told(staff)[-1] == ("queue_backlog", "over")


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
