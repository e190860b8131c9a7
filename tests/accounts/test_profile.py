from __future__ import annotations

from typing import Any

import pytest

from accounts.models import AuditEvent, User

PATH = "/api/auth/profile"

pytestmark = pytest.mark.django_db


def test_it_has_the_fields_of_the_contract(api: Any, alice: User) -> None:
    body = api(alice).get(PATH).json()

    assert set(body) == {
        "id",
        "username",
        "email",
        "display_name",
        "avatar_url",
        "is_admin",
        "preferences",
        "date_joined",
        "last_login",
    }
    assert body["date_joined"].endswith("Z")
    assert body["preferences"]["theme"] == "system"
    assert body["is_admin"] is False


def test_staff_are_admins(api: Any, alice: User) -> None:
    alice.is_staff = True

    assert api(alice).get(PATH).json()["is_admin"] is True


def test_a_change_is_kept_and_in_the_trail(api: Any, alice: User) -> None:
    change = {"display_name": "Alice A.", "avatar_url": "https://example.org/a.png"}

    body = api(alice).patch(PATH, change).json()

    assert (body["display_name"], body["avatar_url"]) == tuple(change.values())
    assert User.objects.get().display_name == "Alice A."
    assert AuditEvent.objects.get().details == {"fields": ["avatar_url", "display_name"]}


def test_preferences_are_merged(api: Any, alice: User) -> None:
    api(alice).patch(PATH, {"preferences": {"theme": "dark"}})

    body = api(alice).patch(PATH, {"preferences": {"items_per_page": 10}}).json()

    assert body["preferences"]["theme"] == "dark"
    assert body["preferences"]["items_per_page"] == 10


def test_a_wrong_preference_changes_nothing_else(api: Any, alice: User) -> None:
    change = {"display_name": "New", "preferences": {"theme": "pink"}}

    assert api(alice).patch(PATH, change).status_code == 400
    assert User.objects.get().display_name == ""


@pytest.mark.parametrize(
    "change",
    [
        {"email": "bob@example.org"},
        {"email": "BOB@EXAMPLE.ORG"},
        {"email": ""},
        {"email": "none"},
        {"avatar_url": "javascript:alert(1)"},
        {"avatar_url": "https://example.org/" + "x" * 500},
        {"display_name": "x" * 151},
        {"display_name": "a\0b"},
        {"display_name": None},
        {"preferences": []},
    ],
)
def test_a_wrong_value_is_named(api: Any, alice: User, bob: User, change: Any) -> None:
    answer = api(alice).patch(PATH, change)

    assert answer.status_code == 400
    assert answer.json()["error"]["code"] == "VALIDATION_ERROR"


def test_the_own_address_may_be_sent_again(api: Any, alice: User) -> None:
    assert api(alice).patch(PATH, {"email": "alice@example.org"}).status_code == 200


@pytest.mark.parametrize("field", ["id", "username", "is_admin", "is_staff", "is_superuser"])
def test_rights_and_name_are_not_the_users_to_change(api: Any, alice: User, field: str) -> None:
    before = User.objects.values().get()

    api(alice).patch(PATH, {field: True})

    assert User.objects.values().get() == before
