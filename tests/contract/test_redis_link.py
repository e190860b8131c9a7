"""The breaker on the way to Redis: one late answer is soon forgotten, a dead Redis is asked once a second."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import redis

from contract import redis_link
from contract.redis_link import Away, Breaker

GONE = redis.ConnectionError("gone")


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Return what moves the clock on by so many seconds; it stands still by itself."""
    now = 1000.0
    monkeypatch.setattr(redis_link.time, "monotonic", lambda: now)

    def move(seconds: float) -> None:
        nonlocal now
        now += seconds

    return move


def fail(error: Exception) -> None:
    def work(client: Any) -> None:
        raise error

    with pytest.raises(Away):
        redis_link.call(work)


def works() -> bool:
    try:
        return redis_link.call(lambda client: True)
    except Away:
        return False


def test_after_one_fault_a_moment_is_waited(clock: Any) -> None:
    fail(GONE)

    assert not works()
    clock(0.11)
    assert works()


def test_of_a_dead_one_nothing_is_asked_for_ever_longer_up_to_a_second(clock: Any) -> None:
    waits = []
    for _ in range(6):
        fail(GONE)
        waited = 0.0
        while redis_link.breaker.is_open():
            clock(0.05)
            waited += 0.05
        waits.append(waited)

    assert waits == pytest.approx([0.1, 0.2, 0.4, 0.8, 1.0, 1.0], abs=0.051)


def test_one_good_answer_forgets_all_faults(clock: Any) -> None:
    for _ in range(5):
        fail(GONE)
        clock(1.1)
    assert works()

    fail(GONE)
    clock(0.11)
    assert works()


def test_one_alone_tries_whether_it_is_back(clock: Any) -> None:
    breaker = Breaker()
    breaker.trip(GONE)
    clock(0.2)

    assert [breaker.lets_through() for _ in range(3)] == [True, False, False]
    # It has not been heard of since: another may try.
    clock(0.2)
    assert breaker.lets_through()


@pytest.mark.parametrize("error", [redis.TimeoutError("late"), OSError("gone"), GONE])
def test_silence_opens_it(clock: Any, error: Exception) -> None:
    fail(error)

    assert redis_link.breaker.is_open()


@pytest.mark.parametrize(
    "error", [redis.exceptions.OutOfMemoryError("full"), redis.DataError("no such value")]
)
def test_a_refusal_is_for_who_asked_alone(clock: Any, error: Exception) -> None:
    """A full Redis takes nothing in, and still says what it knows."""
    fail(error)

    assert works()


def test_what_is_remembered_is_counted_once_whatever_redis_does(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    counted = []

    def count() -> int:
        counted.append(1)
        redis_link.breaker.trip(GONE)
        return 7

    assert redis_link.remembered("test:remembered", 60, count) == 7
    assert len(counted) == 1


def test_what_is_remembered_is_not_counted_again() -> None:
    counted: list[int] = []

    for _ in range(3):
        redis_link.remembered("test:again", 60, lambda: counted.append(1) or len(counted))

    assert len(counted) == 1
