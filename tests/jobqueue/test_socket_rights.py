"""A socket lives no longer than the rights and the session that opened it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable

import pytest
from asgiref.sync import sync_to_async
from django.db import connections
from django.test import Client
from django.utils import timezone

from accounts import tickets
from accounts.models import User
from jobqueue import consumers, jobs, queue_consumer
from jobqueue.models import AnalysisJob, Band
from tests.conftest import PASSWORD
from tests.jobqueue.sockets import HOME, Socket, opened, tell

pytestmark = pytest.mark.django_db(transaction=True)
Make = Callable[..., AnalysisJob]


@pytest.fixture(autouse=True)
async def _leave_no_session() -> AsyncIterator[None]:
    """Code called from a coroutine runs in a thread of its own, with a database session."""
    yield
    await sync_to_async(connections.close_all)()


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rights are read again before each message."""
    monkeypatch.setattr(consumers, "RIGHTS_SECONDS", 0.0)


@pytest.fixture
def staff(bob: User) -> User:
    bob.is_staff = True
    bob.save()
    return bob


def path_of(path: str, user: User) -> str:
    return f"{path}?ticket={tickets.issue(user)}"


def change(user: User, **fields: bool) -> None:
    User.objects.filter(pk=user.pk).update(**fields)


async def code_after(socket: Socket) -> int:
    """Return the code of the close that comes, whatever is told before it."""
    while True:
        answer = await socket.page.receive_output(timeout=5)
        if answer["type"] == "websocket.close":
            return int(answer["code"])


@pytest.mark.usefixtures("at_once")
@pytest.mark.parametrize("lost", ["is_active", "is_staff"])
async def test_who_lost_a_right_hears_no_more_of_others(job: Make, staff: User, lost: str) -> None:
    made = await sync_to_async(job)()
    path = await sync_to_async(path_of)(f"/ws/progress/{made.pk}/", staff)

    async with opened(path) as socket:
        await socket.message()
        await sync_to_async(change)(staff, **{lost: False})
        await sync_to_async(jobs.cancel)(made)

        assert await socket.close_code() == 4403


@pytest.mark.usefixtures("at_once")
async def test_the_socket_of_the_queue_closes_though_nothing_happens(
    staff: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queue_consumer, "SHORTEST_SECONDS", 0.1)
    monkeypatch.setattr(queue_consumer, "LONGEST_SECONDS", 0.2)

    async with opened(await sync_to_async(path_of)("/ws/queue/", staff)) as socket:
        await socket.message()
        await sync_to_async(change)(staff, is_staff=False)

        assert await code_after(socket) == 4403


@pytest.mark.usefixtures("at_once")
async def test_a_new_password_ends_what_the_old_one_opened(job: Make, alice: User) -> None:
    made = await sync_to_async(job)()

    async with opened(await sync_to_async(path_of)("/ws/progress/", alice)) as socket:
        await socket.message()
        await sync_to_async(User.objects.filter(pk=alice.pk).update)(password="another")
        await sync_to_async(jobs.cancel)(made)

        assert await socket.close_code() == 1013


async def test_rights_are_not_read_with_each_message(
    job: Make, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    reads: list[int] = []
    monkeypatch.setattr(consumers, "_active", reads.append)
    made = await sync_to_async(job)()

    async with opened(await sync_to_async(path_of)("/ws/progress/", alice)) as socket:
        await socket.message()
        for revision in range(1, 6):
            body = {"job_id": str(made.pk), "revision": revision, "status": "in_progress"}
            await sync_to_async(tell)(made.pk, alice.pk, body)
            await socket.message()

    assert reads == []


async def test_a_cookie_that_was_revoked_opens_no_socket_again(alice: User) -> None:
    client = Client()
    await sync_to_async(client.login)(username="alice", password=PASSWORD)
    cookie = (b"cookie", f"sessionid={client.cookies['sessionid'].value}".encode())

    async with opened("/ws/progress/", HOME, cookie) as socket:
        await asyncio.sleep(0.05)
        await sync_to_async(lambda: alice.sessions.all().revoke(timezone.now()))()

        assert await socket.close_code() == 1013
    async with opened("/ws/progress/", HOME, cookie) as socket:
        assert await socket.close_code() == 4401


async def test_the_end_of_a_strangers_session_is_nobody_elses(
    job: Make, alice: User, charlie: User
) -> None:
    made = await sync_to_async(job)()
    await sync_to_async(Client().force_login)(charlie)

    async with opened(await sync_to_async(path_of)("/ws/progress/", alice)) as socket:
        await socket.message()
        await sync_to_async(lambda: charlie.sessions.all().revoke(timezone.now()))()
        await sync_to_async(jobs.set_priority)(made, Band.HIGH)

        assert (await socket.message())["data"]["priority"] == "high"
