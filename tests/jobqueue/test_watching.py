"""For how long progress is watched: a total a day, of nobody in particular."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.db import connections
from django.utils import timezone

from accounts import tickets
from jobqueue import watching
from jobqueue.models import AnalysisJob, WatchedDay
from jobqueue.watching import Watched
from tests.jobqueue import sockets
from tests.jobqueue.sockets import opened

Make = Callable[..., AnalysisJob]


@pytest.mark.parametrize(
    ("shown", "seconds"),
    [
        ([], 0.0),
        ([(0, "progress")], 0.0),
        ([(0, "progress"), (2, "progress"), (5, "finished")], 5.0),
        # A job that waited for a minute was not watched.
        ([(0, "progress"), (2, "progress"), (62, "progress"), (63, "progress")], 3.0),
        # Another job begins long after the first one's end.
        ([(0, "progress"), (1, "finished"), (4, "progress"), (6, "progress")], 3.0),
        ([(0, "progress"), (2, "notification"), (3, "progress")], 3.0),
    ],
)
def test_watched_is_what_lies_between_two_messages(
    shown: list[tuple[float, str]], seconds: float
) -> None:
    now = 0.0
    watched = Watched(clock=lambda: now)

    for at, type in shown:
        now = at
        watched.shown(type)

    assert watched.seconds == seconds


@pytest.mark.django_db
def test_a_day_adds_up_over_sockets() -> None:
    old = timezone.now().date() - timedelta(days=40)
    WatchedDay.objects.create(day=old, seconds=100, sockets=1)

    watching.keep(2.5)
    watching.keep(1.5)

    row = WatchedDay.objects.latest("day")
    assert (row.seconds, row.sockets) == (4.0, 2)
    assert watching.seconds() == 104.0
    assert watching.seconds(since=old + timedelta(days=1)) == 4.0


@pytest.fixture
async def _leave_no_session() -> AsyncIterator[None]:
    yield
    await sync_to_async(connections.close_all)()


@pytest.mark.usefixtures("_leave_no_session")
@pytest.mark.django_db(transaction=True)
async def test_a_socket_that_closes_leaves_what_it_was_shown(job: Make, alice: Any) -> None:
    made = await sync_to_async(job)()
    ticket = await sync_to_async(tickets.issue)(alice)

    async with opened(f"/ws/progress/{made.pk}/?ticket={ticket}") as socket:
        await socket.message()
        for revision in (1, 2):
            body = {"job_id": str(made.pk), "revision": revision, "status": "in_progress"}
            await sync_to_async(sockets.tell)(made.pk, made.user_id, body)
            await socket.message()
            await asyncio.sleep(0.2)

    row = await WatchedDay.objects.aget()
    assert row.sockets == 1
    assert 0.2 <= row.seconds < 10


@pytest.mark.usefixtures("_leave_no_session")
@pytest.mark.django_db(transaction=True)
async def test_a_page_that_saw_nothing_move_leaves_nothing(job: Make, alice: Any) -> None:
    made = await sync_to_async(job)()
    ticket = await sync_to_async(tickets.issue)(alice)

    async with opened(f"/ws/progress/{made.pk}/?ticket={ticket}") as socket:
        await socket.message()

    assert not await WatchedDay.objects.aexists()
