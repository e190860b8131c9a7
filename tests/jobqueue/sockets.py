"""A page's end of a WebSocket, without a server between. (channels.testing would need daphne.)"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from asgiref.testing import ApplicationCommunicator

from jobqueue import publisher
from musicdb.asgi import application

HOST = (b"host", b"music.example.org")
HOME = (b"origin", b"https://music.example.org")


class Socket:
    def __init__(self, path: str, *headers: tuple[bytes, bytes]) -> None:
        path, _, query = path.partition("?")
        scope = {
            "type": "websocket",
            "path": path,
            "query_string": query.encode(),
            "headers": [HOST, *headers],
            "subprotocols": [],
        }
        self.page = ApplicationCommunicator(application, scope)

    async def connect(self) -> bool:
        """Return whether the server accepted."""
        await self.page.send_input({"type": "websocket.connect"})
        answer = await self.page.receive_output(timeout=3)
        return answer["type"] == "websocket.accept"

    async def message(self) -> dict[str, Any]:
        answer = await self.page.receive_output(timeout=5)
        assert answer["type"] == "websocket.send", answer
        return json.loads(answer["text"])

    async def close_code(self) -> int:
        answer = await self.page.receive_output(timeout=3)
        assert answer["type"] == "websocket.close", answer
        return answer["code"]

    async def leave(self) -> None:
        await self.page.send_input({"type": "websocket.disconnect", "code": 1000})
        await self.page.wait(timeout=3)


@asynccontextmanager
async def opened(path: str, *headers: tuple[bytes, bytes]) -> AsyncIterator[Socket]:
    socket = Socket(path, *headers)
    assert await socket.connect()
    yield socket
    await socket.leave()


def tell(job_id: Any, user_id: int, body: dict[str, Any]) -> None:
    """Send a progress of a job to all who are told of it, as its worker does."""
    groups = publisher.groups_of(job_id, user_id)
    publisher.publish(groups, publisher.type_of(body), body)
