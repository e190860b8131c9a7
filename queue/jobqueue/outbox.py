"""What a socket has yet to send. A page that reads slowly gets the newest state of a job, not all."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from itertools import count
from typing import Any, Protocol

# Jobs whose last message is remembered: those that were heard of last. More than can be under way.
MOST_REMEMBERED = 1_000


class Socket(Protocol):
    async def send_json(self, content: Any) -> None: ...


class Outbox:
    """Keeps one unsent message a job and one of the queue, and sends them in turn, numbered from 1."""

    def __init__(self, socket: Socket) -> None:
        self._socket = socket
        self._unsent: dict[object, dict[str, Any]] = {}
        self._told: OrderedDict[str, tuple[int, str | None]] = OrderedDict()
        self._sequence = count(1)
        self._wake = asyncio.Event()
        self._sender = asyncio.create_task(self._send())

    def put(self, type: str, data: dict[str, Any]) -> None:
        """Send a message soon; a job's or the queue's older unsent one is dropped, and so is one
        that is older than what went out before, or says the same."""
        key: object = type if type == "queue" else object()
        if "revision" in data:
            key = data["job_id"]
            if not self._is_news(data):
                return
        self._unsent[key] = {"type": type, "data": data}
        self._wake.set()

    def _is_news(self, data: dict[str, Any]) -> bool:
        """Return whether a job's state is newer than the last, or has another priority: that changes
        beside the run, which alone counts the revisions."""
        job, says = data["job_id"], (data["revision"], data.get("priority"))
        before = self._told.get(job)
        if before is not None and (says[0] < before[0] or says == before):
            return False
        self._told[job] = says
        self._told.move_to_end(job)
        if len(self._told) > MOST_REMEMBERED:
            self._told.popitem(last=False)
        return True

    def close(self) -> None:
        self._sender.cancel()

    async def _send(self) -> None:
        while True:
            await self._wake.wait()
            self._wake.clear()
            while self._unsent:
                message = self._unsent.pop(next(iter(self._unsent)))
                await self._socket.send_json(message | {"sequence": next(self._sequence)})
