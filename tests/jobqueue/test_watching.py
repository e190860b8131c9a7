"""For how long progress is watched: a total a day, of nobody in particular."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.db import OperationalError, connections
from django.utils import timezone

from accounts import tickets
from jobqueue import watching
from jobqueue.models import AnalysisJob, WatchedDay
from jobqueue.watching import Total, Watched
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


def test_a_hidden_page_is_not_watched() -> None:
    now = 0.0
    watched = Watched(clock=lambda: now)

    for at, watching_now in (
        (0, None),
        (1, None),
        (2, False),
        (3, None),
        (4, True),
        (5, None),
        (7, None),
    ):
        now = at
        if watching_now is None:
            watched.shown("progress")
        else:
            watched.watch(watching_now)

    # From 0 to 1, and from 5 to 7.
    assert watched.seconds == 3.0


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"watching": false}', False),
        ('{"watching":true}', True),
        ('{"watching": 1}', None),
        ('{"visible": true}', None),
        ("true", None),
        ("[", None),
        ("", None),
        (None, None),
        ('{"watching": true}' + " " * 100, None),
        ("[" * 100_000, None),
    ],
)
def test_a_page_says_one_thing_and_all_else_is_passed_over(
    text: str | None, said: bool | None
) -> None:
    assert watching.said_by(text) is said


@pytest.mark.django_db
def test_a_day_adds_up_over_sockets(monkeypatch: pytest.MonkeyPatch) -> None:
    # No midnight in between.
    now = timezone.now()
    monkeypatch.setattr(watching.timezone, "now", lambda: now)
    old = timezone.now().date() - timedelta(days=40)
    WatchedDay.objects.create(day=old, seconds=100, sockets=1)

    watching.keep(2.5)
    watching.keep(1.5)

    row = WatchedDay.objects.latest("day")
    assert (row.seconds, row.sockets) == (4.0, 2)
    assert watching.total() == Total(seconds=104.0, sockets=3)
    assert watching.total(since=old + timedelta(days=1)) == Total(seconds=4.0, sockets=2)


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


@pytest.fixture
async def watching_alice(job: Make, alice: Any) -> AsyncIterator[Callable[..., Any]]:
    """Return what shows a running job of Alice's for 0.4 s to her own socket, after what the page says."""
    made = await sync_to_async(job)()
    ticket = await sync_to_async(tickets.issue)(alice)

    async def watch(*says: dict[str, Any]) -> None:
        async with opened(f"/ws/progress/?ticket={ticket}") as socket:
            await socket.message()
            for frame in says:
                await socket.page.send_input({"type": "websocket.receive"} | frame)
            for revision in (1, 2, 3):
                body = {"job_id": str(made.pk), "revision": revision, "status": "in_progress"}
                await sync_to_async(sockets.tell)(made.pk, made.user_id, body)
                await socket.message()
                await asyncio.sleep(0.2)

    yield watch
    await sync_to_async(connections.close_all)()


@pytest.mark.django_db(transaction=True)
async def test_the_users_own_socket_counts_too(watching_alice: Any) -> None:
    await watching_alice()

    assert (await WatchedDay.objects.aget()).seconds >= 0.4


@pytest.mark.django_db(transaction=True)
async def test_what_a_hidden_page_is_sent_leaves_nothing(watching_alice: Any) -> None:
    await watching_alice({"text": '{"watching": false}'})

    assert not await WatchedDay.objects.aexists()


@pytest.mark.django_db(transaction=True)
async def test_nonsense_closes_no_socket(watching_alice: Any) -> None:
    await watching_alice({"text": "{"}, {"bytes": b"\x00"}, {"text": "[" * 5000})

    assert (await WatchedDay.objects.aget()).seconds >= 0.4


@pytest.mark.django_db(transaction=True)
async def test_a_socket_closes_though_its_time_cannot_be_kept(
    watching_alice: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried = []

    def away(**given: Any) -> Any:
        tried.append(given)
        raise OperationalError

    monkeypatch.setattr(WatchedDay.objects, "filter", away)
    # It ends by itself, or `leave` waits in vain and fails.
    await watching_alice()

    assert len(tried) == 1
    assert not await WatchedDay.objects.aexists()
