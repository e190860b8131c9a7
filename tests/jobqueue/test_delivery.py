"""A notification reaches the pages that are open, and the mail box of who wants it there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.core import mail
from django.db import connections, transaction

from accounts import notifications, preferences, tasks, tickets
from accounts.models import Notification, User
from jobqueue import publisher
from jobqueue import tasks as queue_tasks
from tests.jobqueue.sockets import opened

Capture = Callable[..., Any]


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, ...]]:
    """What goes to sockets."""
    calls: list[tuple[Any, ...]] = []
    monkeypatch.setattr(publisher, "publish", lambda *given: calls.append(given))
    return calls


@pytest.fixture
def handed_over(monkeypatch: pytest.MonkeyPatch) -> list[list[Any]]:
    """What is left to the maintenance worker."""
    calls: list[list[Any]] = []

    def publish(task: Any, queue: str, args: list[Any]) -> bool:
        assert queue == "maintenance"
        task.run(*args)
        calls.append(args)
        return True

    monkeypatch.setattr(queue_tasks, "publish", publish)
    return calls


def test_pages_get_the_body_of_the_list(
    api: Any, alice: User, sent: list[Any], django_capture_on_commit_callbacks: Capture
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        notifications.notify(alice, "export_ready", "Ready", job_id="7")
        assert sent == []

    ((groups, type, data),) = sent
    assert (groups, type) == ([f"user.{alice.pk}"], "notification")
    assert data == api(alice).get("/api/user/notifications").json()["results"][0]


def test_in_quiet_hours_it_waits_in_the_list(
    alice: User,
    sent: list[Any],
    handed_over: list[Any],
    django_capture_on_commit_callbacks: Capture,
) -> None:
    preferences.change(alice, {"quiet_hours": ["00:00", "23:59"]})
    notifications.change_settings(alice, {"export_ready": {"email_enabled": True}})

    with django_capture_on_commit_callbacks(execute=True):
        notifications.notify(alice, "export_ready", "Ready")

    assert Notification.objects.count() == 1
    assert sent == handed_over == []


def test_a_mail_goes_to_who_wants_it(
    alice: User, bob: User, handed_over: list[Any], django_capture_on_commit_callbacks: Capture
) -> None:
    notifications.change_settings(
        alice, {"export_ready": {"email_enabled": True, "web_enabled": False}}
    )

    with django_capture_on_commit_callbacks(execute=True):
        notifications.notify(alice, "export_ready", "Ready\nor not", "It waits for you.")
        notifications.notify(bob, "export_ready", "Ready")

    (message,) = mail.outbox
    assert message.to == ["alice@example.org"]
    assert message.subject == "[musicdb] Ready or not"
    assert message.body == "It waits for you."
    assert not Notification.objects.filter(user=alice).exists()


def test_who_wants_nothing_gets_no_mail(
    alice: User, handed_over: list[Any], django_capture_on_commit_callbacks: Capture
) -> None:
    off = {"export_ready": {"email_enabled": True, "is_enabled": False}}
    notifications.change_settings(alice, off)

    with django_capture_on_commit_callbacks(execute=True):
        notifications.notify(alice, "export_ready", "Ready")

    assert handed_over == []


@pytest.mark.parametrize("gone", [{"email": ""}, {"is_active": False}])
def test_nobody_is_mailed_who_cannot_be(alice: User, gone: dict[str, Any]) -> None:
    User.objects.filter(pk=alice.pk).update(**gone)

    tasks.send_mail.run(alice.pk, "Ready", "text")

    assert mail.outbox == []


@pytest.mark.django_db(transaction=True)
async def test_it_comes_over_the_users_socket(alice: User) -> None:
    ticket = await sync_to_async(tickets.issue)(alice)

    async with opened(f"/ws/progress/?ticket={ticket}") as socket:
        await sync_to_async(_tell)(alice)
        message = await socket.message()

    assert (message["type"], message["sequence"]) == ("notification", 1)
    assert message["data"]["title"] == "Ready"
    await sync_to_async(connections.close_all)()


def _tell(user: User) -> None:
    with transaction.atomic():
        notifications.notify(user, "export_ready", "Ready")
