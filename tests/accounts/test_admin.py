from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts import audit, notifications, preferences
from accounts.models import AuditEvent, LoginFailure, UIState, User, UserSession

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(alice: User) -> Client:
    User.objects.filter(pk=alice.pk).update(is_staff=True, is_superuser=True)
    client = Client()
    client.force_login(alice)
    return client


@pytest.fixture
def everything(bob: User) -> None:
    """A row of each kind, Bob's."""
    Client().force_login(bob)
    audit.record(bob, "started", noun="duplicates")
    notifications.notify(bob, "export_ready", "Ready")
    notifications.change_settings(bob, {"export_ready": {"email_enabled": True}})
    preferences.change(bob, {"theme": "dark"})
    UIState.objects.create(user=bob, component="table", value={})
    LoginFailure.objects.create(name_digest="x", address="192.0.2.1", at=timezone.now())


@pytest.mark.parametrize(
    "model",
    [
        "user",
        "usersession",
        "auditevent",
        "loginfailure",
        "notification",
        "notificationsetting",
        "preference",
        "uistate",
    ],
)
def test_each_list_opens_and_can_be_searched(staff: Client, everything: None, model: str) -> None:
    path = f"/admin/accounts/{model}/"

    assert staff.get(path).status_code == 200
    assert staff.get(path, {"q": "bob"}).status_code == 200


def test_a_person_can_be_added_and_changed(staff: Client) -> None:
    new = {
        "username": "dora",
        "email": "dora@example.org",
        "usable_password": "true",
        "password1": "correct horse battery",
        "password2": "correct horse battery",
    }
    assert staff.post("/admin/accounts/user/add/", new).status_code == 302

    dora = User.objects.get(username="dora")

    assert staff.get(f"/admin/accounts/user/{dora.pk}/change/").status_code == 200


def test_all_sessions_of_a_person_are_ended(staff: Client, everything: None, bob: User) -> None:
    action = {"action": "end_sessions", "_selected_action": [bob.pk]}

    page = staff.post("/admin/accounts/user/", action, follow=True)

    assert "1 sessions ended." in page.content.decode()
    assert not bob.sessions.live(timezone.now()).exists()


def test_one_session_is_ended(staff: Client, everything: None, bob: User) -> None:
    session = UserSession.objects.get(user=bob)
    action = {"action": "end_selected", "_selected_action": [session.pk]}

    staff.post("/admin/accounts/usersession/", action)

    assert not UserSession.objects.live(timezone.now()).filter(user=bob).exists()


def test_a_deleted_person_leaves_the_trail_only(staff: Client, everything: None, bob: User) -> None:
    staff.post(f"/admin/accounts/user/{bob.pk}/delete/", {"post": "yes"})

    assert not User.objects.filter(username="bob").exists()
    assert AuditEvent.objects.filter(username="bob", user=None).exists()


def test_the_trail_cannot_be_written(staff: Client, everything: None) -> None:
    row: Any = AuditEvent.objects.first()

    assert staff.get("/admin/accounts/auditevent/add/").status_code == 403
    assert staff.post(f"/admin/accounts/auditevent/{row.pk}/delete/").status_code == 403
