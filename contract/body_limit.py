"""The size of a request's body, refused before Django has written it to disk."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from django.conf import settings

from contract.exceptions import PayloadTooLarge, error_body

MB = 1024 * 1024
BODY_LIMIT = 10 * MB
UPLOADS = "/api/library/imports"
# A multipart body is a little larger than the file in it.
FRAMING = 64 * 1024
# What is still read of a refused body: most clients look at the answer only after they sent all.
DRAIN_BYTES = 64 * MB
DRAIN_SECONDS = 5.0

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Message, Receive, Send], Awaitable[None]]


class BodyTooLarge(Exception):
    """More bytes came than the path may have."""


def limit_of(path: str) -> int:
    """Return how many bytes a body sent to `path` may have."""
    if path.rstrip("/") == UPLOADS:
        return int(settings.MUSICDB_MAX_UPLOAD_MB) * MB + FRAMING
    return BODY_LIMIT


class BodyLimit:
    """ASGI wrapper that answers 413 by Content-Length, and by counting where there is none."""

    def __init__(self, application: Application) -> None:
        self.application = application

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.application(scope, receive, send)
            return
        limit = limit_of(scope["path"])
        if _content_length(scope) > limit:
            await _refuse(receive, send, limit)
            return
        try:
            await self.application(scope, _counting(receive, limit), send)
        except BodyTooLarge:
            # Django reads the whole body before it answers, so nothing has been sent yet.
            await _refuse(receive, send, limit)


def _content_length(scope: Message) -> int:
    for name, value in scope["headers"]:
        if name == b"content-length":
            return int(value) if value.isdigit() else 0
    return 0


def _counting(receive: Receive, limit: int) -> Receive:
    total = 0

    async def counted() -> Message:
        nonlocal total
        message = await receive()
        total += len(message.get("body", b""))
        if total > limit:
            raise BodyTooLarge
        return message

    return counted


async def _refuse(receive: Receive, send: Send, limit: int) -> None:
    message = f"{PayloadTooLarge.default_detail} The limit is {limit // MB} MB."
    body = json.dumps(error_body(PayloadTooLarge.error_code, message, limit_bytes=limit)).encode()
    headers = [
        (b"content-type", b"application/json"),
        (b"content-length", str(len(body)).encode()),
        (b"connection", b"close"),
    ]
    await send({"type": "http.response.start", "status": 413, "headers": headers})
    await send({"type": "http.response.body", "body": body, "more_body": True})
    await _drain(receive)
    await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _drain(receive: Receive) -> None:
    """Read on for a while: a connection closed with unread bytes is reset, and the answer lost."""
    left = DRAIN_BYTES
    try:
        async with asyncio.timeout(DRAIN_SECONDS):
            while left > 0:
                message = await receive()
                left -= len(message.get("body", b""))
                if message["type"] != "http.request" or not message.get("more_body"):
                    return
    except TimeoutError:
        return
