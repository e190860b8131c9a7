"""GET /metrics: who may read it."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from accounts.models import User

pytestmark = pytest.mark.django_db

TOKEN = "a token of thirty-two characters"


@pytest.fixture
def token(settings: Any) -> str:
    settings.METRICS_TOKEN = TOKEN
    return TOKEN


def status(client: Any, **headers: str) -> int:
    return client.get("/metrics", headers=headers).status_code


def test_nobody_reads_it_without_the_token(client: Client, token: str) -> None:
    assert status(client) == 401
    assert status(client, Authorization="Bearer wrong") == 401
    assert status(client, Authorization=f"Bearer {token}") == 200


def test_without_a_token_set_an_empty_one_is_none(client: Client) -> None:
    assert status(client, Authorization="Bearer ") == 401


def test_a_user_may_not_and_staff_may(client: Client, alice: User, bob: User) -> None:
    client.force_login(alice)
    assert status(client) == 403

    User.objects.filter(pk=bob.pk).update(is_staff=True)
    client.force_login(bob)
    assert status(client) == 200


def test_a_users_bearer_is_known_too(api: Any, client: Client, alice: User) -> None:
    body = {"username": "alice", "password": "correct horse battery"}
    access = api(None).post("/api/auth/login", body).json()["access"]

    assert status(client, Authorization=f"Bearer {access}") == 403
    User.objects.filter(pk=alice.pk).update(is_staff=True)
    assert status(client, Authorization=f"Bearer {access}") == 200


def test_the_token_opens_nothing_else(client: Client, token: str) -> None:
    answer = client.get("/api/queue/jobs", headers={"Authorization": f"Bearer {token}"})

    assert answer.status_code == 401


def test_it_is_text_for_prometheus(client: Client, token: str) -> None:
    answer = client.get("/metrics", headers={"Authorization": f"Bearer {token}"})

    assert answer["Content-Type"].startswith("text/plain; version=")
    assert answer["Cache-Control"] == "no-store"
