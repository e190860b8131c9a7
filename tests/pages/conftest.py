from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.core.cache import cache
from django.test import Client

from accounts.models import User
from contract import redis_connection
from contract.throttles import PREFIX
from jobqueue import order

TAGS = re.compile(r"<[^>]*>")


class Page:
    """What a page answered, and what a reader sees of it."""

    def __init__(self, response: Any) -> None:
        self.response = response
        self.status: int = response.status_code
        self.source: str = response.content.decode()

    @property
    def text(self) -> str:
        """The words of the page, one blank between them."""
        body = self.source.split("<body", 1)[-1]
        return " ".join(unescape(TAGS.sub(" ", body)).split())


@pytest.fixture(autouse=True)
def _quiet_redis() -> None:
    """Each test begins without counted tries and kept figures."""
    connection = redis_connection.connection()
    if keys := list(connection.scan_iter(f"{PREFIX}*")):
        connection.delete(*keys)
    cache.clear()


@pytest.fixture
def client_of(db: None) -> Callable[[User | None], Client]:
    """Return the browser of a user, logged in once; None is nobody."""
    clients: dict[int | None, Client] = {}

    def of(user: User | None) -> Client:
        key = user.pk if user else None
        if key not in clients:
            clients[key] = Client()
            if user is not None:
                clients[key].force_login(user)
        return clients[key]

    return of


@pytest.fixture
def browse(client_of: Callable[[User | None], Client]) -> Callable[..., Page]:
    """Return `browse(user, path, **query)`, what that user sees there."""

    def look(user: User | None, path: str, **query: Any) -> Page:
        return Page(client_of(user).get(path, query))

    return look


@pytest.fixture
def send(client_of: Callable[[User | None], Client]) -> Callable[..., Page]:
    """Return `send(user, path, **values)`: a form is sent, and the page it leads to is seen."""

    def post(user: User | None, path: str, **values: Any) -> Page:
        return Page(client_of(user).post(path, values, follow=True))

    return post


@pytest.fixture
def quiet_queue() -> None:
    """No worker and no job of another test is left in Redis."""
    client = redis_connection.connection()
    if keys := list(client.scan_iter(f"{order.PREFIX}:*")):
        client.delete(*keys)


@pytest.fixture
def staff(charlie: User) -> User:
    charlie.is_staff = True
    charlie.save()
    return charlie


def _allow(user: User, *rights: str) -> None:
    chosen = [f"{right}_analysisjob" for right in rights]
    user.user_permissions.add(*Permission.objects.filter(codename__in=chosen))


@pytest.fixture
def viewer(staff: User) -> User:
    """Staff that may look at jobs in the admin."""
    _allow(staff, "view")
    return staff


@pytest.fixture
def operator(staff: User) -> User:
    """Staff that may change them too."""
    _allow(staff, "view", "change")
    return staff
