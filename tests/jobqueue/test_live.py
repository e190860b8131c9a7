"""What sockets learn of a job beside its run: a new priority."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.db import connections

from accounts import tickets
from jobqueue import jobs, outbox, transitions
from jobqueue.models import AnalysisJob, Band
from jobqueue.run import Run
from tests.jobqueue.sockets import opened

Make = Callable[..., AnalysisJob]


@pytest.fixture(autouse=True)
async def _leave_no_session() -> AsyncIterator[None]:
    """Code called from a coroutine runs in a thread of its own, with a database session."""
    yield
    await sync_to_async(connections.close_all)()


class Page:
    def __init__(self) -> None:
        self.got: list[tuple[int, str]] = []

    async def send_json(self, content: Any) -> None:
        self.got.append((content["data"]["revision"], content["data"].get("priority", "")))


async def told(*states: tuple[int, str]) -> list[tuple[int, str]]:
    """Return what a page gets of a job's states."""
    page = Page()
    box = outbox.Outbox(page)
    for revision, priority in states:
        box.put("progress", {"job_id": "a", "revision": revision, "priority": priority})
        await asyncio.sleep(0)
    box.close()
    return page.got


@pytest.mark.django_db(transaction=True)
async def test_an_open_page_is_told_of_a_new_priority(job: Make, alice: Any) -> None:
    made = await sync_to_async(job)(band=Band.LOW)
    ticket = await sync_to_async(tickets.issue)(alice)

    async with opened(f"/ws/progress/?ticket={ticket}") as socket:
        first = await socket.message()
        await sync_to_async(jobs.set_priority)(made, Band.HIGH)
        second = await socket.message()

    assert (first["data"]["priority"], second["data"]["priority"]) == ("low", "high")
    assert (second["type"], second["data"]["status"]) == ("progress", "pending")


@pytest.mark.django_db(transaction=True)
async def test_a_running_job_keeps_what_is_newer_than_its_row(
    job: Make, alice: Any, slot: Any
) -> None:
    made = await sync_to_async(job)(total=10)
    ticket = await sync_to_async(tickets.issue)(alice)

    def move() -> None:
        claimed = transitions.claim(made.pk, slot=1)
        assert claimed is not None
        Run(claimed, slot).report(current=7)
        jobs.set_priority(claimed, Band.HIGH)

    async with opened(f"/ws/progress/?ticket={ticket}") as socket:
        await socket.message()
        await sync_to_async(move)()
        while (last := await socket.message())["data"]["priority"] != "high":
            continue

    assert last["data"]["current"] == 7


async def test_what_says_the_same_or_is_older_is_not_sent_again() -> None:
    assert await told((5, "low"), (5, "low"), (5, "high"), (4, "low"), (6, "high")) == [
        (5, "low"),
        (5, "high"),
        (6, "high"),
    ]


async def test_a_long_socket_remembers_a_bounded_number_of_jobs() -> None:
    box = outbox.Outbox(Page())
    for number in range(outbox.MOST_REMEMBERED + 500):
        box.put("finished", {"job_id": str(number), "revision": 1})
    box.close()

    assert len(box._told) == outbox.MOST_REMEMBERED
    # The newest are those that may be heard of again.
    assert str(outbox.MOST_REMEMBERED + 499) in box._told
