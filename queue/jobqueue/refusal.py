"""Sockets are turned away by accepting and closing at once: closing before would be a bare HTTP 403,
without the code."""

from __future__ import annotations

from typing import Any

WHO_ARE_YOU, STAFF_ONLY, NO_SUCH_THING, TRY_AGAIN = 4401, 4403, 4404, 1013


async def turn_away(receive: Any, send: Any, code: int) -> None:
    """Refuse a socket that no consumer has yet; `code` says why."""
    await receive()
    await send({"type": "websocket.accept"})
    await send({"type": "websocket.close", "code": code})


async def no_such_socket(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """The application of every path that no other has."""
    await turn_away(receive, send, NO_SUCH_THING)
