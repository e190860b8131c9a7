"""What a socket has yet to send. A page that reads slowly gets the newest state of a job, not all."""

from __future__ import annotations

import asyncio
from itertools import count
from typing import Any, Protocol


class Socket(Protocol):
    async def send_json(self, content: Any) -> None: ...


class Outbox:
    """Keeps one unsent message a job and one of the queue, and sends them in turn, numbered from 1."""

    def __init__(self, socket: Socket) -> None:
        self._socket = socket
        self._unsent: dict[object, dict[str, Any]] = {}
        self._revisions: dict[str, int] = {}
        self._sequence = count(1)
        self._wake = asyncio.Event()
        self._sender = asyncio.create_task(self._send())

    def put(self, type: str, data: dict[str, Any]) -> None:
        """Send a message soon; a job's or the queue's older unsent one is dropped, and so is one
        older than what went out before."""
        key: object = type if type == "queue" else object()
        if "revision" in data:
            job = data["job_id"]
            if data["revision"] <= self._revisions.get(job, -1):
                return
            self._revisions[job] = data["revision"]
            key = job
        self._unsent[key] = {"type": type, "data": data}
        self._wake.set()

    def close(self) -> None:
        self._sender.cancel()

    async def _send(self) -> None:
        while True:
            await self._wake.wait()
            self._wake.clear()
            while self._unsent:
                message = self._unsent.pop(next(iter(self._unsent)))
                await self._socket.send_json(message | {"sequence": next(self._sequence)})
