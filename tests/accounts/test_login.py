from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.db import connections
from django.test import Client, RequestFactory
from django.utils import timezone

from accounts import login
from accounts.models import LoginFailure, User, UserSession
from accounts.signals import logged_in as logged_in_signal
from contract.errors import RateLimited
from tests.accounts.conftest import Call
from tests.conftest import PASSWORD

PATH = "/api/auth/login"
RIGHT = {"username": "alice", "password": PASSWORD}
WRONG = {"username": "alice", "password": "not it, not at all"}

pytestmark = pytest.mark.django_db


@pytest.fixture
def heard() -> Iterator[list[User]]:
    users: list[User] = []

    def listen(user: User, **kwargs: Any) -> None:
        users.append(user)

    logged_in_signal.connect(listen)
    yield users
    logged_in_signal.disconnect(listen)


def test_the_answer_has_the_user_and_both_tokens(logged_in: dict[str, Any]) -> None:
    assert set(logged_in) == {"user", "access", "refresh"}
    assert logged_in["user"]["username"] == "alice"
    assert logged_in["user"]["last_login"].endswith("Z")


def test_a_name_is_found_in_any_case(post: Call, alice: User) -> None:
    assert post(PATH, {**RIGHT, "username": "ALICE"}).status_code == 200


@pytest.mark.parametrize("body", [WRONG, {**RIGHT, "username": "nobody"}])
def test_wrong_name_and_wrong_password_are_one_answer(
    post: Call, alice: User, body: dict[str, str]
) -> None:
    answer = post(PATH, body)

    assert answer.status_code == 401
    assert answer.json()["error"] == {
        "code": "NOT_AUTHENTICATED",
        "message": "User name or password is wrong.",
    }
    assert "WWW-Authenticate" in answer.headers


def test_who_is_switched_off_cannot_come_in(post: Call, alice: User) -> None:
    User.objects.update(is_active=False)

    assert post(PATH, RIGHT).status_code == 401


def test_an_old_token_sent_along_is_no_fault(post: Call, alice: User) -> None:
    assert post(PATH, RIGHT, token="expired.or.nonsense").status_code == 200


def test_a_login_by_the_api_is_told(post: Call, alice: User, heard: list[User]) -> None:
    post(PATH, RIGHT)

    assert heard == [alice]


def test_a_login_by_cookie_is_told(alice: User, heard: list[User]) -> None:
    Client().force_login(alice)

    assert heard == [alice]


def test_a_listener_that_fails_keeps_nobody_out(post: Call, alice: User) -> None:
    def fail(**kwargs: Any) -> None:
        raise RuntimeError

    logged_in_signal.connect(fail)
    try:
        assert post(PATH, RIGHT).status_code == 200
    finally:
        logged_in_signal.disconnect(fail)


@pytest.fixture(params=["redis", "postgresql"])
def counted_by(request: pytest.FixtureRequest) -> str:
    if request.param == "postgresql":
        request.getfixturevalue("silent_redis")
    return str(request.param)


def test_ten_failures_of_a_name_close_it(post: Call, alice: User, counted_by: str) -> None:
    statuses = [post(PATH, WRONG).status_code for _ in range(11)]

    assert statuses == [401] * 10 + [429]
    assert post(PATH, RIGHT).status_code == 429


def test_another_name_stays_open(post: Call, alice: User, bob: User, counted_by: str) -> None:
    for _ in range(10):
        post(PATH, WRONG)

    assert post(PATH, {**RIGHT, "username": "bob"}).status_code == 200


def test_an_address_fails_so_often(post: Call, settings: Any, alice: User, counted_by: str) -> None:
    settings.LOGIN_FAILURES_PER_ADDRESS = 3

    statuses = [post(PATH, {**WRONG, "username": f"u{n}"}).status_code for n in range(4)]

    assert statuses == [401, 401, 401, 429]


def test_the_answer_says_when_to_come_back(
    post: Call, settings: Any, alice: User, counted_by: str
) -> None:
    settings.LOGIN_FAILURES_PER_NAME = 1
    post(PATH, WRONG)

    answer = post(PATH, WRONG)

    assert 1 <= answer.json()["error"]["retry_after_seconds"] <= 60
    assert answer.headers["Retry-After"] == str(answer.json()["error"]["retry_after_seconds"])


def test_right_passwords_use_nothing_up(
    post: Call, settings: Any, alice: User, counted_by: str
) -> None:
    settings.LOGIN_FAILURES_PER_NAME = 2

    assert [post(PATH, RIGHT).status_code for _ in range(5)] == [200] * 5


def test_failures_before_redis_fell_silent_still_count(
    post: Call, alice: User, request: pytest.FixtureRequest
) -> None:
    for _ in range(10):
        post(PATH, WRONG)
    request.getfixturevalue("silent_redis")

    assert post(PATH, WRONG).status_code == 429


@pytest.mark.parametrize(("seconds", "status"), [(58, 429), (62, 401)])
def test_a_failure_counts_for_a_minute(
    post: Call, alice: User, settings: Any, silent_redis: None, seconds: int, status: int
) -> None:
    settings.LOGIN_FAILURES_PER_NAME = 1
    post(PATH, WRONG)
    LoginFailure.objects.update(at=timezone.now() - timedelta(seconds=seconds))

    assert post(PATH, WRONG).status_code == status


def test_old_failures_are_pruned(post: Call, alice: User) -> None:
    post(PATH, WRONG)
    LoginFailure.objects.update(at=timezone.now() - login.KEPT - timedelta(seconds=1))

    post(PATH, WRONG)

    assert LoginFailure.objects.count() == 1


def test_a_failure_keeps_no_name(post: Call, alice: User) -> None:
    post(PATH, {**WRONG, "username": "my password by mistake"})

    row = LoginFailure.objects.get()
    assert "password" not in row.name_digest


@pytest.mark.django_db(transaction=True)
def test_guesses_made_at_once_do_not_slip_through(
    alice: User, settings: Any, counted_by: str
) -> None:
    settings.LOGIN_FAILURES_PER_NAME = 3

    def guess(_: int) -> str:
        try:
            login.attempt(RequestFactory().post(PATH), "alice", "not it, not at all")
        except RateLimited:
            return "limited"
        finally:
            connections.close_all()
        return "tried"

    with ThreadPoolExecutor(8) as pool:
        tried = list(pool.map(guess, range(8))).count("tried")

    assert tried <= 3


def test_a_session_remembers_device_and_address(post: Call, alice: User) -> None:
    post(PATH, RIGHT, **{"User-Agent": "A browser " * 100})

    session = UserSession.objects.get()
    assert session.device.startswith("A browser")
    assert session.ip == "127.0.0.1"


@pytest.mark.parametrize("password", ["", None, ["x"], {"a": 1}, "x" * 1025])
def test_a_password_that_is_none_is_a_fault(post: Call, alice: User, password: Any) -> None:
    answer = post(PATH, {"username": "alice", "password": password})

    assert list(answer.json()["error"]["fields"]) == ["password"]
