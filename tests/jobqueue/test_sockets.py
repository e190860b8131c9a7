"""The sockets of a job and of a user, with the real publisher and a real channel layer."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any
from uuid import uuid4

import pytest
from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import connections
from django.test import Client, override_settings

from accounts import tickets
from jobqueue import jobs, transitions, worker
from jobqueue.models import AnalysisJob
from jobqueue.outbox import Outbox
from tests.jobqueue import processes, sockets
from tests.jobqueue.sockets import HOME, Socket, opened

pytestmark = pytest.mark.django_db(transaction=True)
Make = Callable[..., AnalysisJob]


def ticket(user: Any) -> str:
    return f"?ticket={tickets.issue(user)}"


def cookie(user: Any) -> tuple[bytes, bytes]:
    client = Client()
    client.force_login(user)
    return (b"cookie", f"sessionid={client.cookies['sessionid'].value}".encode())


@pytest.fixture(autouse=True)
async def _leave_no_session() -> AsyncIterator[None]:
    """Code called from a coroutine runs in a thread of its own, with a database session."""
    yield
    await sync_to_async(connections.close_all)()


def work_elsewhere() -> None:
    """Do what a worker's process does, in a thread."""
    try:
        worker.run_one("analysis")
    finally:
        connections.close_all()


async def closed_with(path: str, *headers: tuple[bytes, bytes]) -> int:
    async with opened(path, *headers) as socket:
        return await socket.close_code()


@pytest.fixture
def tell(job: Make) -> Callable[..., None]:
    """Return what publishes a progress of Alice's."""

    def publish(made: AnalysisJob, revision: int, status: str = "in_progress") -> None:
        body = {"job_id": str(made.pk), "revision": revision, "status": status}
        sockets.tell(made.pk, made.user_id, body)

    return publish


async def test_the_state_comes_first(job: Make, alice: Any) -> None:
    made = await sync_to_async(job)()
    path = f"/ws/progress/{made.pk}/{await sync_to_async(ticket)(alice)}"

    async with opened(path) as socket:
        message = await socket.message()

    assert (message["type"], message["sequence"]) == ("progress", 1)
    assert message["data"]["status"] == "pending"


async def test_what_the_worker_does_is_seen_to_its_end(job: Make, alice: Any) -> None:
    made = await sync_to_async(job)(payload={"seconds": 0.15})
    path = f"/ws/progress/{made.pk}/{await sync_to_async(ticket)(alice)}"
    seen: list[dict[str, Any]] = []

    async with opened(path) as socket:
        work = asyncio.create_task(sync_to_async(work_elsewhere, thread_sensitive=False)())
        while not seen or seen[-1]["type"] != "finished":
            seen.append(await socket.message())
        await work

    assert [message["sequence"] for message in seen] == list(range(1, len(seen) + 1))
    revisions = [message["data"]["revision"] for message in seen]
    assert revisions == sorted(set(revisions))
    assert {m["data"]["status"] for m in seen} >= {"pending", "in_progress", "completed"}
    assert any(m["data"].get("phase") == "counting" for m in seen)


async def test_a_user_sees_every_job_of_theirs_and_no_others(
    job: Make, alice: Any, bob: Any, tell: Callable[..., None]
) -> None:
    mine = await sync_to_async(job)()
    path = f"/ws/progress/{await sync_to_async(ticket)(alice)}"

    async with opened(path) as socket:
        first = await socket.message()
        await sync_to_async(job)(user=bob)
        await sync_to_async(jobs.cancel)(mine)
        second = await socket.message()

    assert [m["data"]["job_id"] for m in (first, second)] == [str(mine.pk)] * 2
    assert second["type"] == "finished"


async def test_a_cookie_opens_it_from_a_page_of_ours(job: Make, alice: Any) -> None:
    made = await sync_to_async(job)()
    session = await sync_to_async(cookie)(alice)

    async with opened(f"/ws/progress/{made.pk}/", HOME, session) as socket:
        assert (await socket.message())["data"]["job_id"] == str(made.pk)


async def test_a_cookie_without_an_origin_is_not_enough(job: Make, alice: Any) -> None:
    made = await sync_to_async(job)()
    session = await sync_to_async(cookie)(alice)

    assert await closed_with(f"/ws/progress/{made.pk}/", session) == 4401


@pytest.mark.parametrize(
    "origin",
    [b"https://evil.example", b"https://music.example.org:9999", b"null", b"http://[", b"\xff"],
)
async def test_a_foreign_origin_is_refused_at_the_door(
    job: Make, alice: Any, origin: bytes
) -> None:
    session = await sync_to_async(cookie)(alice)
    socket = Socket("/ws/progress/", (b"origin", origin), session)

    assert not await socket.connect()


async def test_a_ticket_opens_one_socket(job: Make, alice: Any) -> None:
    made = await sync_to_async(job)()
    path = f"/ws/progress/{made.pk}/{await sync_to_async(ticket)(alice)}"
    async with opened(path) as socket:
        await socket.message()

    assert await closed_with(path) == 4401


async def test_nobody_is_told_4401(job: Make) -> None:
    made = await sync_to_async(job)()

    assert await closed_with(f"/ws/progress/{made.pk}/", HOME) == 4401


async def test_a_strangers_job_is_no_such_thing(job: Make, charlie: Any) -> None:
    made = await sync_to_async(job)()
    for wanted in (made.pk, uuid4(), "nonsense"):
        path = f"/ws/progress/{wanted}/{await sync_to_async(ticket)(charlie)}"

        assert await closed_with(path) == 4404


async def test_a_path_without_a_socket_is_no_such_thing(db: None) -> None:
    assert await closed_with("/ws/nothing/", HOME) == 4404


async def test_with_redis_away_a_page_is_told_to_come_again(
    own_redis: processes.Server, alice: Any
) -> None:
    session = await sync_to_async(cookie)(alice)
    own_redis.kill()
    layer = dict(settings.CHANNEL_LAYERS["default"], CONFIG={"hosts": [own_redis.url]})

    with override_settings(CHANNEL_LAYERS={"default": layer}):
        assert await closed_with("/ws/progress/", HOME, session) == 1013


async def test_with_redis_away_a_ticket_is_not_said_to_be_nobodys(
    own_redis: processes.Server, alice: Any
) -> None:
    """A page takes 4401 for final, and its ticket may be good."""
    path = f"/ws/progress/{await sync_to_async(ticket)(alice)}"
    own_redis.kill()

    assert await closed_with(path) == 1013


async def test_older_progress_is_dropped(job: Make, alice: Any, tell: Callable[..., None]) -> None:
    made = await sync_to_async(job)()
    path = f"/ws/progress/{made.pk}/{await sync_to_async(ticket)(alice)}"

    async with opened(path) as socket:
        await socket.message()
        for revision in (8, 5, 9):
            await sync_to_async(tell)(made, revision)
            await asyncio.sleep(0.05)
        messages = [await socket.message() for _ in range(2)]

    assert [m["data"]["revision"] for m in messages] == [8, 9]


async def test_without_real_time_progress_only_the_end_is_sent(
    job: Make, alice: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "ENABLE_REAL_TIME_PROGRESS", False)
    made = await sync_to_async(job)()
    path = f"/ws/progress/{made.pk}/{await sync_to_async(ticket)(alice)}"

    async with opened(path) as socket:
        await socket.message()
        claimed = await sync_to_async(transitions.claim)(made.pk, slot=1)
        await sync_to_async(transitions.complete)(claimed, {})
        message = await socket.message()

    assert (message["type"], message["data"]["status"]) == ("finished", "completed")


class SlowSocket:
    """A page that takes nothing until it is let."""

    def __init__(self) -> None:
        self.open = asyncio.Event()
        self.got: list[dict[str, Any]] = []

    async def send_json(self, content: Any) -> None:
        await self.open.wait()
        self.got.append(content)


async def test_a_slow_page_gets_the_newest_and_nothing_piles_up() -> None:
    socket = SlowSocket()
    outbox = Outbox(socket)
    for revision in range(1000):
        outbox.put("progress", {"job_id": "a", "revision": revision})
        await asyncio.sleep(0)

    socket.open.set()
    await asyncio.sleep(0.01)
    outbox.close()

    assert [message["data"]["revision"] for message in socket.got] == [0, 999]
