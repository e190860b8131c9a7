from __future__ import annotations

from typing import Any

import pytest

from accounts import notifications
from accounts.models import Notification, User
from accounts.signals import notification_created

LIST = "/api/user/notifications"
SETTINGS = "/api/user/notification-settings"

pytestmark = pytest.mark.django_db


def tell(user: User, title: str = "Done") -> Notification:
    notification = notifications.notify(user, "analysis_completed", title, analysis_id="7")
    assert notification is not None
    return notification


def test_they_are_listed_newest_first(api: Any, alice: User, bob: User) -> None:
    tell(alice, "first")
    tell(bob, "not hers")
    tell(alice, "second")

    rows = api(alice).get(LIST).json()["results"]

    assert [row["title"] for row in rows] == ["second", "first"]
    assert rows[0]["data"] == {"analysis_id": "7"}
    assert rows[0]["read_at"] is None


def test_one_is_read_once(api: Any, alice: User) -> None:
    path = f"{LIST}/{tell(alice).pk}/read"

    first = api(alice).post(path).json()
    again = api(alice).post(path).json()

    assert first["read_at"] == again["read_at"] is not None


def test_all_are_read(api: Any, alice: User, bob: User) -> None:
    tell(alice), tell(alice), tell(bob)

    assert api(alice).post(f"{LIST}/read-all").json() == {"marked_read": 2}
    assert Notification.objects.filter(read_at=None).count() == 1


@pytest.mark.parametrize("number", ["0", "9" * 30])
def test_what_is_not_hers_is_not_there(api: Any, alice: User, charlie: User, number: str) -> None:
    assert api(charlie).post(f"{LIST}/{tell(alice).pk}/read").status_code == 404
    assert api(charlie).post(f"{LIST}/{number}/read").status_code == 404


def test_a_notification_is_told_to_who_listens(alice: User) -> None:
    heard: list[Notification] = []

    def listen(notification: Notification, **kwargs: Any) -> None:
        heard.append(notification)

    notification_created.connect(listen)
    assert [tell(alice)] == heard


@pytest.mark.parametrize("switch", ["is_enabled", "web_enabled"])
def test_what_is_switched_off_is_not_stored(alice: User, switch: str) -> None:
    notifications.change_settings(alice, {"analysis_completed": {switch: False}})

    assert notifications.notify(alice, "analysis_completed", "Done") is None
    assert notifications.notify(alice, "analysis_failed", "Failed") is not None


def test_an_unknown_type_is_a_mistake_of_the_caller(alice: User) -> None:
    with pytest.raises(ValueError, match="no type"):
        notifications.notify(alice, "nonsense", "?")


def test_every_type_has_its_defaults(api: Any, alice: User) -> None:
    settings = api(alice).get(SETTINGS).json()["settings"]

    assert tuple(settings) == notifications.TYPES
    for switches in settings.values():
        assert switches == {"is_enabled": True, "email_enabled": False, "web_enabled": True}


def test_staff_have_more_types(api: Any, alice: User) -> None:
    alice.is_staff = True

    settings = api(alice).get(SETTINGS).json()["settings"]

    assert tuple(settings) == notifications.TYPES + notifications.STAFF_TYPES


def test_a_subset_is_changed_and_the_rest_stays(api: Any, alice: User) -> None:
    api(alice).put(SETTINGS, {"settings": {"export_ready": {"email_enabled": True}}})

    body = api(alice).put(SETTINGS, {"settings": {"export_ready": {"web_enabled": False}}}).json()

    assert body["settings"]["export_ready"] == {
        "is_enabled": True,
        "email_enabled": True,
        "web_enabled": False,
    }
    assert body["settings"]["results_stale"]["web_enabled"] is True


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"settings": []},
        {"settings": {"nonsense": {}}},
        {"settings": {"queue_backlog": {"web_enabled": True}}},
        {"settings": {"export_ready": {"web_enabled": "perhaps"}}},
        {"settings": {"export_ready": True}},
    ],
)
def test_wrong_settings_are_named(api: Any, alice: User, body: Any) -> None:
    answer = api(alice).put(SETTINGS, body)

    assert answer.status_code == 400
    assert next(iter(answer.json()["error"]["fields"])).startswith("settings")
