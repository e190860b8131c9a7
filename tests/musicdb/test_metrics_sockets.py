"""/metrics counts the WebSockets that are open."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from asgiref.sync import sync_to_async
from django.db import connections

from accounts import tickets
from accounts.models import User
from musicdb.operations import metrics
from tests.jobqueue.sockets import opened


@pytest.fixture(autouse=True)
async def _leave_no_session() -> AsyncIterator[None]:
    """Code called from a coroutine runs in a thread of its own, with a database session."""
    yield
    await sync_to_async(connections.close_all)()


@sync_to_async
def number() -> float:
    line = next(
        line for line in metrics.text().decode().splitlines() if line.startswith("musicdb_sockets_")
    )
    return float(line.split()[1])


@pytest.mark.django_db(transaction=True)
async def test_open_sockets_are_counted(alice: User) -> None:
    one, other = [await sync_to_async(tickets.issue)(alice) for _ in range(2)]
    before = await number()

    async with opened(f"/ws/progress/?ticket={one}"):
        async with opened(f"/ws/progress/?ticket={other}"):
            assert await number() == before + 2
        assert await number() == before + 1
