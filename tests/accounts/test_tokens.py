from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connections
from django.test import Client
from django.utils import timezone
from rest_framework_simplejwt.tokens import AccessToken
from rest_framework_simplejwt.tokens import RefreshToken as SignedRefreshToken

from accounts.models import RefreshToken, User, UserSession
from tests.accounts.conftest import Call

REFRESH = "/api/auth/token/refresh"
LOGOUT = "/api/auth/logout"
PROFILE = "/api/auth/profile"

pytestmark = pytest.mark.django_db


def test_a_refresh_gives_a_new_pair(logged_in: dict[str, Any], post: Call, get: Call) -> None:
    answer = post(REFRESH, {"refresh": logged_in["refresh"]})

    assert answer.status_code == 200
    assert set(answer.json()) == {"access", "refresh"}
    assert answer.json()["refresh"] != logged_in["refresh"]
    assert get(PROFILE, answer.json()["access"]).status_code == 200


def test_a_spent_token_is_refused_and_the_session_lives_on(
    logged_in: dict[str, Any], post: Call, get: Call
) -> None:
    renewed = post(REFRESH, {"refresh": logged_in["refresh"]}).json()

    assert post(REFRESH, {"refresh": logged_in["refresh"]}).status_code == 401
    assert get(PROFILE, renewed["access"]).status_code == 200
    assert get(PROFILE, logged_in["access"]).status_code == 200
    assert post(REFRESH, {"refresh": renewed["refresh"]}).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_exactly_one_wins(logged_in: dict[str, Any]) -> None:
    def refresh(_: int) -> int:
        body = {"refresh": logged_in["refresh"]}
        answer = Client().post(REFRESH, body, content_type="application/json")
        connections.close_all()
        return answer.status_code

    with ThreadPoolExecutor(8) as pool:
        statuses = sorted(pool.map(refresh, range(8)))

    assert statuses == [200] + [401] * 7


def test_tokens_are_kept_as_hashes_only(logged_in: dict[str, Any]) -> None:
    row = RefreshToken.objects.get()

    assert row.digest not in logged_in["refresh"]
    assert logged_in["refresh"] not in row.digest


def test_both_tokens_carry_the_session(logged_in: dict[str, Any]) -> None:
    session = str(UserSession.objects.get().pk)

    assert AccessToken(logged_in["access"])["sid"] == session
    assert SignedRefreshToken(logged_in["refresh"])["sid"] == session


def test_their_lives_are_15_minutes_and_30_days(logged_in: dict[str, Any]) -> None:
    access, refresh = AccessToken(logged_in["access"]), SignedRefreshToken(logged_in["refresh"])

    assert access["exp"] - access["iat"] == 15 * 60
    assert refresh["exp"] - refresh["iat"] == 30 * 86_400


@pytest.mark.parametrize("refresh", ["", "x", "a.b.c", None, 7, "é" * 100])
def test_what_is_no_token_refreshes_nothing(db: None, post: Call, refresh: Any) -> None:
    assert post(REFRESH, {"refresh": refresh}).status_code in {400, 401}


def test_an_access_token_refreshes_nothing(logged_in: dict[str, Any], post: Call) -> None:
    assert post(REFRESH, {"refresh": logged_in["access"]}).status_code == 401


def test_a_refresh_token_opens_nothing(logged_in: dict[str, Any], get: Call) -> None:
    assert get(PROFILE, logged_in["refresh"]).status_code == 401


def test_a_token_signed_by_us_but_never_given_is_refused(
    logged_in: dict[str, Any], post: Call
) -> None:
    RefreshToken.objects.all().delete()

    assert post(REFRESH, {"refresh": logged_in["refresh"]}).status_code == 401


def test_logout_kills_the_session_at_once(logged_in: dict[str, Any], post: Call, get: Call) -> None:
    answer = post(LOGOUT, {"refresh": logged_in["refresh"]})

    assert (answer.status_code, answer.content) == (204, b"")
    assert get(PROFILE, logged_in["access"]).status_code == 401
    assert post(REFRESH, {"refresh": logged_in["refresh"]}).status_code == 401
    assert post(LOGOUT, {"refresh": logged_in["refresh"]}).status_code == 401


def test_logout_without_a_token_is_a_fault(db: None, post: Call) -> None:
    assert post(LOGOUT, {}).json()["error"]["fields"] == {"refresh": ["This field is required."]}


@pytest.mark.parametrize(("seconds", "status"), [(5, 200), (-5, 401)])
def test_a_session_ends_when_its_time_is_over(
    logged_in: dict[str, Any], get: Call, seconds: int, status: int
) -> None:
    UserSession.objects.update(expires_at=timezone.now() + timedelta(seconds=seconds))

    assert get(PROFILE, logged_in["access"]).status_code == status


def test_a_refresh_gives_the_session_its_full_time_again(
    logged_in: dict[str, Any], post: Call
) -> None:
    UserSession.objects.update(expires_at=timezone.now() + timedelta(days=1))

    post(REFRESH, {"refresh": logged_in["refresh"]})

    assert UserSession.objects.get().expires_at > timezone.now() + timedelta(days=29)


def test_who_is_switched_off_is_out_at_once(
    logged_in: dict[str, Any], get: Call, post: Call
) -> None:
    User.objects.update(is_active=False)

    assert get(PROFILE, logged_in["access"]).status_code == 401
    assert post(REFRESH, {"refresh": logged_in["refresh"]}).status_code == 401


def test_a_new_password_ends_what_the_old_one_opened(
    logged_in: dict[str, Any], alice: User, get: Call
) -> None:
    alice.set_password("another horse battery")
    alice.save()

    assert get(PROFILE, logged_in["access"]).status_code == 401


def test_a_token_of_an_expired_kind_is_refused(alice: User, get: Call) -> None:
    token = AccessToken.for_user(alice)  # names no session

    assert get(PROFILE, str(token)).status_code == 401
