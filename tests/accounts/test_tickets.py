from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connections
from django.utils import timezone

from accounts import tickets
from accounts.models import User, UserSession
from contract import redis_link
from contract.redis_connection import connection
from tests.accounts.conftest import Call

PATH = "/api/auth/ws-ticket"

pytestmark = pytest.mark.django_db


def test_a_ticket_names_its_user_once(alice: User, api: Any) -> None:
    answer = api(alice).post(PATH)

    assert answer.json()["expires_in"] == 30
    assert tickets.redeem(answer.json()["ticket"]) == alice
    assert tickets.redeem(answer.json()["ticket"]) is None


def test_it_lives_for_half_a_minute(alice: User) -> None:
    ticket = tickets.issue(alice)

    assert 0 < int(connection().ttl(tickets._key(ticket))) <= 30  # type: ignore[arg-type]


def test_it_is_kept_as_a_hash(alice: User) -> None:
    ticket = tickets.issue(alice)

    assert not connection().keys(f"*{ticket}*")


@pytest.mark.parametrize("ticket", ["", "nonsense", "\ud800", "x" * 10_000])
def test_what_is_no_ticket_names_nobody(db: None, ticket: str) -> None:
    assert tickets.redeem(ticket) is None


def test_a_ticket_dies_with_its_session(logged_in: dict[str, Any], post: Call) -> None:
    ticket = post(PATH, token=logged_in["access"]).json()["ticket"]
    UserSession.objects.update(revoked_at=timezone.now())

    assert tickets.redeem(ticket) is None


def test_who_is_switched_off_has_no_ticket(alice: User) -> None:
    ticket = tickets.issue(alice)
    User.objects.update(is_active=False)

    assert tickets.redeem(ticket) is None


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_one_comes_in(alice: User) -> None:
    ticket = tickets.issue(alice)

    def redeem(_: int) -> bool:
        found = tickets.redeem(ticket) is not None
        connections.close_all()
        return found

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(redeem, range(8))) == 1


def test_nobody_gets_none(db: None, api: Any) -> None:
    assert api(None).post(PATH).status_code == 401


def test_without_redis_it_is_said_plainly(alice: User, api: Any, silent_redis: None) -> None:
    answer = api(alice).post(PATH)

    assert answer.status_code == 503
    assert answer.json()["error"]["code"] == "QUEUE_UNAVAILABLE"
    # Whether it is good nobody knows.
    with pytest.raises(redis_link.Away):
        tickets.redeem("any")
