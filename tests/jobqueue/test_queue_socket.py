"""The socket of the whole queue: for staff, with every job and the state of all."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.db import connections

from accounts import tickets
from jobqueue import jobs, overview, queue_consumer, worker, workers
from jobqueue.models import AnalysisJob, Band
from tests.jobqueue.sockets import HOME, opened, tell

pytestmark = pytest.mark.django_db(transaction=True)
Make = Callable[..., AnalysisJob]


@pytest.fixture(autouse=True)
async def _leave_no_session() -> AsyncIterator[None]:
    """Code called from a coroutine runs in a thread of its own, with a database session."""
    yield
    await sync_to_async(connections.close_all)()


@pytest.fixture
def staff(bob: Any) -> Any:
    bob.is_staff = True
    bob.save()
    return bob


def path_of(user: Any) -> str:
    return f"/ws/queue/?ticket={tickets.issue(user)}"


def work_elsewhere() -> None:
    """Do what a worker's process does, in a thread."""
    try:
        worker.run_one("analysis")
    finally:
        connections.close_all()


async def test_the_state_comes_first(job: Make, staff: Any) -> None:
    await sync_to_async(job)(band=Band.LOW)

    async with opened(await sync_to_async(path_of)(staff)) as socket:
        message = await socket.message()

    assert (message["type"], message["sequence"]) == ("queue", 1)
    assert message["data"]["depth"] == {"high": 0, "medium": 0, "low": 1}
    body = await sync_to_async(overview.body)(staff)
    assert set(message["data"]) == set(body)


async def test_who_is_not_staff_is_told_4403(alice: Any) -> None:
    async with opened(await sync_to_async(path_of)(alice)) as socket:
        assert await socket.close_code() == 4403


async def test_nobody_is_told_4401() -> None:
    async with opened("/ws/queue/", HOME) as socket:
        assert await socket.close_code() == 4401


async def test_a_job_of_anybodys_is_told(job: Make, staff: Any) -> None:
    async with opened(await sync_to_async(path_of)(staff)) as socket:
        await socket.message()
        made = await sync_to_async(job)()
        message = await socket.message()

    assert message["type"] == "job"
    assert message["data"]["job_id"] == str(made.pk)
    assert message["data"]["status"] == "pending"


async def test_what_changed_is_in_the_next_state(job: Make, staff: Any) -> None:
    made = await sync_to_async(job)()
    async with opened(await sync_to_async(path_of)(staff)) as socket:
        first = await socket.message()
        await sync_to_async(jobs.cancel)(made)
        ended, state = await socket.message(), await socket.message()

    assert first["data"]["depth"]["medium"] == 1
    assert (ended["type"], ended["data"]["status"]) == ("job", "cancelled")
    assert (state["type"], state["data"]["depth"]["medium"]) == ("queue", 0)


async def test_a_running_job_is_told_five_times_a_second_at_most(job: Make, staff: Any) -> None:
    await sync_to_async(job)(total=300, payload={"seconds": 0.01})
    started = time.monotonic()
    async with opened(await sync_to_async(path_of)(staff)) as socket:
        work = asyncio.create_task(sync_to_async(work_elsewhere, thread_sensitive=False)())
        seen: list[dict[str, Any]] = []
        while not seen or seen[-1]["data"].get("status") != "completed":
            seen.append(await socket.message())
        await work

    told = [message["data"] for message in seen if message["type"] == "job"]
    moving = [data for data in told if data["status"] == "in_progress"]
    # The change to in_progress itself is one more.
    assert 3 <= len(moving) <= 5 * (time.monotonic() - started) + 1
    assert len({data["revision"] for data in told}) == len(told)


async def test_the_state_is_sent_once_a_second_at_most(staff: Any) -> None:
    started, states = time.monotonic(), 0
    async with opened(await sync_to_async(path_of)(staff)) as socket:
        for revision in range(1, 12):
            body = {"job_id": "a", "revision": revision, "status": "in_progress"}
            await sync_to_async(tell)("a", staff.pk, body)
            await asyncio.sleep(0.2)
            while socket.page.output_queue.qsize():
                states += (await socket.message())["type"] == "queue"

    assert 2 <= states <= time.monotonic() - started + 1


async def test_a_worker_that_dies_is_noticed_though_it_says_nothing(
    job: Make, staff: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queue_consumer, "LONGEST_SECONDS", 1.2)
    await sync_to_async(job)()
    await sync_to_async(workers.say_alive)("analysis@here")
    async with opened(await sync_to_async(path_of)(staff)) as socket:
        first = await socket.message()
        await sync_to_async(workers.say_goodbye)("analysis@here")
        second = await socket.message()

    assert (first["data"]["consumed"], second["data"]["consumed"]) == (True, False)


async def test_a_slow_page_gets_the_newest_state() -> None:
    from jobqueue.outbox import Outbox

    class Slow:
        def __init__(self) -> None:
            self.open = asyncio.Event()
            self.got: list[Any] = []

        async def send_json(self, content: Any) -> None:
            await self.open.wait()
            self.got.append(content["data"]["number"])

    socket = Slow()
    outbox = Outbox(socket)
    for number in range(50):
        outbox.put("queue", {"number": number})
        await asyncio.sleep(0)

    socket.open.set()
    await asyncio.sleep(0.01)
    outbox.close()

    assert socket.got == [0, 49]
