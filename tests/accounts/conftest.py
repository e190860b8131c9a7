from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from contract.redis_connection import connection
from contract.throttles import PREFIX
from tests.conftest import PASSWORD

Call = Callable[..., Any]


@pytest.fixture(autouse=True)
def _fresh_limits() -> None:
    """Windows outlive a test; each begins with none."""
    if keys := connection().keys(f"{PREFIX}*"):
        connection().delete(*keys)


@pytest.fixture
def silent_redis(settings: Any) -> None:
    """Point Redis at a socket where nobody listens."""
    settings.REDIS_URL = "unix:///nowhere/redis.sock?db=0"


@pytest.fixture
def post() -> Call:
    """Return `post(path, body, token="")`, as a client with nothing but an access token."""

    def call(path: str, body: Any = None, token: str = "", **headers: str) -> Any:
        if token:
            headers["Authorization"] = f"Bearer {token}"
        return Client().post(path, body or {}, content_type="application/json", headers=headers)

    return call


@pytest.fixture
def get() -> Call:
    def call(path: str, token: str) -> Any:
        return Client().get(path, headers={"Authorization": f"Bearer {token}"})

    return call


@pytest.fixture
def logged_in(alice: Any, post: Call) -> dict[str, Any]:
    """Alice's login answer: user, access, refresh."""
    answer = post("/api/auth/login", {"username": "alice", "password": PASSWORD})
    assert answer.status_code == 200, answer.content
    return dict(answer.json())
