from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import pytest
from redis import RedisError
from rest_framework.test import APIRequestFactory

from contract import redis_connection, redis_link, throttles
from contract.errors import RateLimited


@pytest.fixture
def name() -> str:
    return f"test:{uuid4().hex}"


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """A clock of one second that a test moves by hand."""
    now = [1_000_000.0]
    monkeypatch.setattr(throttles, "time", lambda: now[0])
    return now


def test_the_limit_is_reached_and_not_passed(name: str) -> None:
    for _ in range(3):
        throttles.spend(name, 3, 60)

    with pytest.raises(RateLimited) as caught:
        throttles.spend(name, 3, 60)

    assert 0 < caught.value.wait <= 60


@pytest.mark.parametrize(("later", "free"), [(59.9, False), (60.1, True)])
def test_a_place_is_free_again_after_the_time(
    name: str, clock: list[float], later: float, free: bool
) -> None:
    throttles.spend(name, 1, 60)
    clock[0] += later

    if free:
        throttles.spend(name, 1, 60)
    else:
        with pytest.raises(RateLimited) as caught:
            throttles.spend(name, 1, 60)
        assert caught.value.wait == pytest.approx(0.1, abs=0.01)


def test_the_window_slides(name: str, clock: list[float]) -> None:
    throttles.spend(name, 2, 60)
    clock[0] += 40
    throttles.spend(name, 2, 60)
    clock[0] += 21
    throttles.spend(name, 2, 60)

    with pytest.raises(RateLimited):
        throttles.spend(name, 2, 60)


def test_a_full_window_takes_no_place_in_the_other(name: str) -> None:
    windows = {f"{name}:a": 1, f"{name}:b": 2}
    throttles.take(windows, 60)

    for _ in range(5):
        with pytest.raises(RateLimited):
            throttles.take(windows, 60)

    throttles.spend(f"{name}:b", 2, 60)


def test_a_place_given_back_is_free(name: str) -> None:
    place = throttles.take({name: 1}, 60)

    throttles.give_back({name: 1}, place)

    throttles.take({name: 1}, 60)


def test_a_window_leaves_nothing_behind(name: str) -> None:
    throttles.spend(name, 1, 60)

    assert 0 < int(redis_connection.connection().ttl(throttles.PREFIX + name)) <= 60  # type: ignore[arg-type]


def test_of_many_at_once_no_more_than_the_limit_come_in(name: str) -> None:
    def take(_: int) -> bool:
        try:
            throttles.take({name: 5}, 60)
        except RateLimited:
            return False
        return True

    with ThreadPoolExecutor(16) as pool:
        assert sum(pool.map(take, range(40))) == 5


def test_with_redis_silent_work_goes_on_and_logins_are_told(name: str, settings: Any) -> None:
    settings.REDIS_URL = "unix:///nowhere/redis.sock?db=0"

    throttles.spend(name, 1, 60)
    throttles.spend(name, 1, 60)
    with pytest.raises(RedisError):
        throttles.take({name: 1}, 60)


def test_whoever_finds_redis_silent_keeps_the_others_from_waiting(
    name: str, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A request asks Redis for its limits, its counts, its order: one of them waits, no more."""
    settings.REDIS_URL = "unix:///nowhere/redis.sock?db=0"
    asked: list[str] = []
    connection = redis_connection.connection
    monkeypatch.setattr(
        redis_connection, "connection", lambda: asked.append("redis") or connection()
    )

    monkeypatch.setattr(redis_link.time, "monotonic", lambda: 1000.0)

    throttles.spend(name, 1, 60)
    throttles.spend(name, 1, 60)
    assert redis_link.cached("x") is None
    redis_link.keep("x", 1, 1)

    assert asked == ["redis"]


class Starts(throttles.RateThrottle):
    setting = "ANALYSIS_STARTS_PER_MINUTE"


def ask(method: str, user: Any) -> None:
    request = APIRequestFactory().generic(method, "/x")
    request.user = user
    Starts().allow_request(request, None)  # type: ignore[arg-type]


def test_each_user_has_their_own_limit(settings: Any, name: str) -> None:
    class Somebody:
        is_authenticated = True

        def __init__(self) -> None:
            self.pk = uuid4()

    settings.ANALYSIS_STARTS_PER_MINUTE = 1
    alice, bob = Somebody(), Somebody()
    ask("POST", alice)
    ask("POST", bob)

    with pytest.raises(RateLimited):
        ask("POST", alice)
    ask("GET", alice)
