from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.middleware import CHECKED
from accounts.models import User, UserSession
from tests.accounts.conftest import Call
from tests.conftest import PASSWORD

PATH = "/api/auth/sessions"

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(alice: User) -> Client:
    client = Client()
    client.force_login(alice)
    return client


def test_the_own_live_sessions_are_listed_newest_first(
    logged_in: dict[str, Any], post: Call, get: Call
) -> None:
    newer = post("/api/auth/login", {"username": "alice", "password": PASSWORD}).json()

    rows = get(PATH, logged_in["access"]).json()["results"]

    assert [row["current"] for row in rows] == [False, True]
    assert [row["current"] for row in get(PATH, newer["access"]).json()["results"]] == [True, False]
    assert set(rows[0]) == {
        "id",
        "device",
        "ip",
        "created_at",
        "last_activity",
        "expires_at",
        "current",
    }


def test_dead_ones_are_not_listed(logged_in: dict[str, Any], alice: User, api: Any) -> None:
    UserSession.objects.update(revoked_at=timezone.now())

    assert api(alice).get(PATH).json()["results"] == []


def test_a_revoked_session_is_dead_at_once(
    logged_in: dict[str, Any], api: Any, alice: User, get: Call, post: Call
) -> None:
    session = UserSession.objects.get()

    assert api(alice).delete(f"{PATH}/{session.pk}").status_code == 204
    assert get("/api/auth/profile", logged_in["access"]).status_code == 401
    refresh = post("/api/auth/token/refresh", {"refresh": logged_in["refresh"]})
    assert refresh.status_code == 401
    assert api(alice).delete(f"{PATH}/{session.pk}").status_code == 404


def test_a_stranger_revokes_nothing(
    logged_in: dict[str, Any], api: Any, charlie: User, get: Call
) -> None:
    session = UserSession.objects.get()

    assert api(charlie).delete(f"{PATH}/{session.pk}").status_code == 404
    assert get("/api/auth/profile", logged_in["access"]).status_code == 200


def test_a_login_by_cookie_is_a_session_too(browser: Client) -> None:
    rows = browser.get(PATH).json()["results"]

    assert [row["current"] for row in rows] == [True]


def test_a_revoked_cookie_names_nobody(browser: Client, api: Any, alice: User) -> None:
    api(alice).delete(f"{PATH}/{UserSession.objects.get().pk}")

    assert browser.get("/api/auth/profile").status_code == 401


def test_a_logout_by_cookie_ends_the_session(browser: Client) -> None:
    browser.logout()

    assert UserSession.objects.get().revoked_at is not None


def test_activity_is_kept_to_the_minute(logged_in: dict[str, Any], get: Call) -> None:
    long_ago = timezone.now() - timedelta(minutes=2)
    UserSession.objects.update(last_activity=long_ago)

    get("/api/auth/profile", logged_in["access"])

    assert UserSession.objects.get().last_activity > long_ago


def test_activity_by_cookie_is_kept_too(browser: Client) -> None:
    long_ago = timezone.now() - timedelta(minutes=2)
    UserSession.objects.update(last_activity=long_ago)

    browser.get("/api/auth/profile")

    assert UserSession.objects.get().last_activity > long_ago


def test_a_cookie_whose_session_ended_is_thrown_out_within_a_minute(browser: Client) -> None:
    UserSession.objects.update(revoked_at=timezone.now())
    data = browser.session
    data[CHECKED] = 0
    data.save()

    assert browser.get("/api/auth/profile").status_code == 401


def test_long_dead_rows_go_with_the_next_login(logged_in: dict[str, Any], post: Call) -> None:
    UserSession.objects.update(expires_at=timezone.now() - timedelta(days=31))

    post("/api/auth/login", {"username": "alice", "password": PASSWORD})

    assert UserSession.objects.count() == 1
