"""Three people in every test: Alice owns, Bob is somebody else, Charlie is the stranger."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from contract import redis_connection

if TYPE_CHECKING:
    from rest_framework.test import APIClient

    from accounts.models import User

# A slow machine is no fault.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

PASSWORD = "correct horse battery"


def _person(name: str) -> User:
    from accounts.models import User

    return User.objects.create_user(name, email=f"{name}@example.org", password=PASSWORD)


@pytest.fixture(autouse=True)
def _closed_breaker() -> None:
    """What another test's Redis did is forgotten."""
    from contract import redis_link

    redis_link.breaker = redis_link.Breaker()


@pytest.fixture
def alice(db: None) -> User:
    return _person("alice")


@pytest.fixture
def bob(db: None) -> User:
    return _person("bob")


@pytest.fixture
def charlie(db: None) -> User:
    return _person("charlie")


@pytest.fixture
def api() -> Callable[[User | None], APIClient]:
    """Return a maker of API clients: `api(alice)` is logged in as Alice, `api(None)` as nobody."""
    from rest_framework.test import APIClient

    def client(user: User | None) -> APIClient:
        made = APIClient()
        if user is not None:
            made.force_authenticate(user)
        return made

    return client


@pytest.fixture(scope="session", autouse=True)
def _patience_with_redis() -> None:
    """On a busy machine an answer may take longer than a request would wait for it."""
    redis_connection.TIMEOUT_SECONDS = 2.0


@pytest.fixture(autouse=True)
def _limits_of_this_test_alone(request: pytest.FixtureRequest) -> None:
    """Test databases count users from 1 again, so two tests would share a limit in Redis."""
    if request.node.get_closest_marker("django_db") is None and "db" not in request.fixturenames:
        return
    from contract.redis_connection import connection
    from contract.throttles import PREFIX

    keys = list(connection().scan_iter(PREFIX + "*"))
    if keys:
        connection().delete(*keys)


@pytest.fixture(autouse=True)
def _fast_passwords_and_own_files(settings, tmp_path) -> None:  # type: ignore[no-untyped-def]
    """Argon2 takes 50 ms a hash on purpose; uploads of a test go to its own folder; a login starts no
    job unless a test is about that."""
    settings.BACKGROUND_ON_LOGIN = False
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.UPLOAD_DIR = tmp_path / "uploads"
    settings.AUDIO_DIR = tmp_path / "audio"
