"""An episode that goes on is told again, the second time by mail, and its end too."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts import notifications
from accounts.models import Notification, User
from accounts.signals import mail_wanted
from musicdb.models import Alert
from musicdb.operations import alerts, watch
from musicdb.operations.alerts import Kind

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("live_workers")]
Told = Callable[[User], list[tuple[str, str]]]


@pytest.fixture
def mails() -> Iterator[list[str]]:
    sent: list[str] = []

    def note(subject: str, user: User, **kwargs: Any) -> None:
        sent.append(f"{user}: {subject}")

    mail_wanted.connect(note)
    yield sent
    mail_wanted.disconnect(note)


@pytest.fixture
def backlog(staff: User) -> Alert:
    alerts.begin(Kind.BACKLOG, "The queue has a backlog", "600 jobs are waiting.", waiting=600)
    return Alert.objects.get()


def later(minutes: float) -> datetime:
    return timezone.now() + timedelta(minutes=minutes)


@pytest.mark.parametrize(("minutes", "times"), [(59, 0), (61, 1)])
def test_it_is_told_again_after_an_hour(
    staff: User, backlog: Alert, minutes: int, times: int, told: Told
) -> None:
    assert alerts.tell_again(later(minutes)) == times

    assert told(staff)[1:] == [("queue_backlog", "lasting")] * times


def test_what_is_told_again_says_for_how_long(staff: User, backlog: Alert) -> None:
    alerts.begin(Kind.BACKLOG, "The queue has a backlog", "700 jobs are waiting.", waiting=700)

    alerts.tell_again(later(61))

    last = Notification.objects.filter(user=staff).latest("pk")
    assert last.title == "Still: The queue has a backlog"
    assert last.message == "700 jobs are waiting. This has gone on for about 1 hour."
    assert last.data["waiting"] == 700


def test_the_second_time_goes_by_mail_and_the_end_too(
    staff: User, backlog: Alert, mails: list[str], told: Told
) -> None:
    for hour in (1, 2, 3):
        alerts.tell_again(later(60 * hour + hour))
    alerts.end(Kind.BACKLOG, "The backlog is gone")

    assert [state for _, state in told(staff)] == ["begun", *["lasting"] * 3, "over"]
    assert mails == ["bob: Still: The queue has a backlog", "bob: The backlog is gone"]


def test_an_end_before_that_goes_to_the_pages_alone(
    staff: User, backlog: Alert, mails: list[str], told: Told
) -> None:
    alerts.end(Kind.BACKLOG, "The backlog is gone")

    assert [state for _, state in told(staff)] == ["begun", "over"]
    assert mails == []


def test_nobody_gets_two_mails_of_it(staff: User, backlog: Alert, mails: list[str]) -> None:
    notifications.change_settings(staff, {"queue_backlog": {"email_enabled": True}})

    alerts.tell_again(later(61))

    assert mails == ["bob: Still: The queue has a backlog"]


def test_who_switched_it_off_gets_none(staff: User, backlog: Alert, mails: list[str]) -> None:
    notifications.change_settings(staff, {"queue_backlog": {"is_enabled": False}})

    alerts.tell_again(later(61))

    assert mails == []


def test_what_is_over_is_not_told_again(staff: User, backlog: Alert, told: Told) -> None:
    alerts.end(Kind.BACKLOG, "The backlog is gone")

    assert alerts.tell_again(later(600)) == 0


def test_of_two_that_look_at_once_one_tells(staff: User, backlog: Alert) -> None:
    now = later(61)

    assert [alerts.tell_again(now), alerts.tell_again(now)] == [1, 0]


def test_nought_minutes_are_never(staff: User, backlog: Alert, settings: Any) -> None:
    settings.ALERT_REPEAT_MINUTES = 0

    assert alerts.tell_again(later(6000)) == 0


def test_the_beat_tells_again(staff: User, told: Told, settings: Any, tmp_path: Any) -> None:
    settings.DATA_DIR, settings.ALERT_DISK_FREE_MB = tmp_path, 10**9
    watch.look()
    watch.look(later(61))

    assert told(staff) == [("failure_rate", "begun"), ("failure_rate", "lasting")]
