"""Alerts to staff: missing and hung workers, and jobs that fail."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.db import connection
from django.test import override_settings
from django.utils import timezone

from accounts.models import Notification, User
from jobqueue import rescue, transitions, workers
from jobqueue.models import AnalysisJob, Band
from jobqueue.signals import worker_hung
from musicdb.operations import watch

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("live_workers")]
Make = Callable[..., AnalysisJob]
Happened = Callable[..., None]
Told = Callable[[User], list[tuple[str, str]]]


@pytest.fixture
def happened(alice: User) -> Callable[..., None]:
    """Return what ends so many jobs of Alice's so, that long ago."""

    def end(status: str, number: int, minutes: float = 0) -> None:
        at = timezone.now() - timedelta(minutes=minutes)
        ended = {"type": "EXPORT", "user": alice, "band": Band.LOW, "finished_at": at}
        rows = [AnalysisJob(status=status, **ended) for _ in range(number)]
        AnalysisJob.objects.bulk_create(rows)

    return end


@pytest.mark.parametrize(("seconds", "alerts"), [(55, 0), (65, 1)])
def test_work_without_a_worker_is_told(
    staff: User, waits: Make, seconds: int, alerts: int, told: Told
) -> None:
    workers.say_goodbye("analysis@here")
    waits(minutes=seconds / 60)

    watch.look()

    assert told(staff) == [("no_worker", "begun")] * alerts


def test_a_worker_that_is_back_ends_it(staff: User, waits: Make, told: Told) -> None:
    workers.say_goodbye("analysis@here")
    waits(minutes=5)
    watch.look()

    workers.say_alive("analysis@here")
    watch.look()

    assert told(staff) == [("no_worker", "begun"), ("no_worker", "over")]


def test_with_redis_away_nobody_knows_who_lives(staff: User, waits: Make, told: Told) -> None:
    waits(minutes=5)

    with override_settings(REDIS_URL="redis://127.0.0.1:1/0"):
        watch.look()
    assert told(staff) == []


@pytest.mark.parametrize(
    ("failed", "completed", "alerts"), [(9, 0, 0), (10, 0, 1), (3, 9, 0), (4, 9, 1)]
)
def test_a_large_share_of_failures_is_told(
    staff: User, happened: Happened, failed: int, completed: int, alerts: int, told: Told
) -> None:
    happened("failed", failed)
    happened("completed", completed)
    happened("cancelled", 50)

    watch.look()

    assert told(staff) == [("failure_rate", "begun")] * alerts


@pytest.mark.parametrize(("minutes", "alerts"), [(59, 1), (61, 0)])
def test_failures_count_for_an_hour(
    staff: User, happened: Happened, minutes: int, alerts: int, told: Told
) -> None:
    happened("failed", 10, minutes)

    watch.look()

    assert told(staff) == [("failure_rate", "begun")] * alerts


def test_failures_are_over_when_jobs_succeed(staff: User, happened: Happened, told: Told) -> None:
    happened("failed", 10)
    watch.look()
    happened("completed", 90)
    watch.look()

    assert told(staff) == [("failure_rate", "begun"), ("failure_rate", "over")]


def test_a_worker_that_hangs_is_told_once(staff: User, waits: Make, told: Told) -> None:
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


def test_the_rescuer_says_that_a_worker_hung(staff: User, waits: Make, told: Told) -> None:
    running = transitions.claim(waits().pk, slot=3)
    assert running is not None
    silent = timezone.now() - timedelta(seconds=rescue.HANG_SECONDS + 1)
    hung = "hung@there/1/a"
    AnalysisJob.objects.filter(pk=running.pk).update(heartbeat_at=silent, owner=hung)

    with psycopg.connect(settings.DATABASE_URL, dbname=connection.settings_dict["NAME"]) as session:
        session.execute("SELECT set_config('application_name', %s, false)", [hung])
        session.commit()
        rescue.cut_off_hung()

    assert told(staff) == [("no_worker", "begun")]
    assert "hung@there" in Notification.objects.get(user=staff).message


@pytest.mark.parametrize(
    "setting", ["ALERT_BACKLOG_MINUTES", "ALERT_NO_WORKER_SECONDS", "ALERT_FAILURE_PERCENT"]
)
def test_a_limit_of_nought_is_none(
    staff: User, waits: Make, happened: Happened, settings: Any, setting: str, told: Told
) -> None:
    workers.say_goodbye("analysis@here")
    waits(minutes=600)
    happened("failed", 20)
    setattr(settings, setting, 0)
    kind = {"ALERT_B": "queue_backlog", "ALERT_N": "no_worker", "ALERT_F": "failure_rate"}

    watch.look()

    assert kind[setting[:7]] not in [type for type, _ in told(staff)]
    assert len(told(staff)) == 2
