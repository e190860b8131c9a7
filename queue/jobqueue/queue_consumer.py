"""The socket of those who watch the whole queue."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Any

import structlog
from channels.db import database_sync_to_async

from jobqueue import overview, publisher
from jobqueue.consumers import ProgressConsumer
from jobqueue.refusal import STAFF_ONLY, TRY_AGAIN

log = structlog.get_logger(__name__)

# The state is read at most so often, and so often where nothing was heard: a worker that dies says
# nothing.
SHORTEST_SECONDS = 1.0
LONGEST_SECONDS = 5.0


class QueueConsumer(ProgressConsumer):
    """Every job, as `job`, and the state of the queue, as `queue`; for staff."""

    refusal = STAFF_ONLY

    async def connect(self) -> None:
        self.changed = asyncio.Event()
        self.telling: asyncio.Task[None] | None = None
        await super().connect()
        if self.group:
            self.telling = asyncio.create_task(self._tell(self.scope["user"]))

    async def disconnect(self, code: int) -> None:
        if self.telling is not None:
            self.telling.cancel()
        await super().disconnect(code)

    async def forward(self, event: dict[str, Any]) -> None:
        self.outbox.put("job", event["message"]["data"])
        self.changed.set()

    async def group_for(self, user: Any) -> str | None:
        return publisher.QUEUE if user.is_staff else None

    async def present_state(self, user: Any) -> list[dict[str, Any]]:
        """Nothing: the state of the queue, sent right after, has the running jobs."""
        return []

    async def _tell(self, user: Any) -> None:
        while await self.may_still_see():
            self.changed.clear()
            try:
                self.outbox.put("queue", await database_sync_to_async(overview.body)(user))
            except Exception:
                # The page polls meanwhile, and comes again.
                log.exception("socket_without_updates")
                await self.close(code=TRY_AGAIN)
                return
            await asyncio.sleep(SHORTEST_SECONDS)
            with suppress(TimeoutError):
                await asyncio.wait_for(self.changed.wait(), LONGEST_SECONDS - SHORTEST_SECONDS)
