"""Receive an upload while it arrives, so that its import is accepted with its last byte.

Django under ASGI keeps a whole body in a temporary file first, and only then takes the form apart:
a second copy, and seconds of work, of a large library. Here the form is taken apart by Django's own
parser in a thread, from the very messages that arrive; what Django gets afterwards is a small form.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import SuspiciousOperation
from django.http import QueryDict
from django.http.multipartparser import MultiPartParser, MultiPartParserError

from library.imports.uploads import FIELD, ReceivedFile, StraightToDisk

PATH = "/api/library/imports"
# Where the view finds the file, and why there is none.
SCOPE_FILE = "musicdb.upload"
SCOPE_FAULT = "musicdb.upload_fault"
MOST_AT_ONCE = 16

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Message, Receive, Send], Awaitable[None]]

# Slow uploads wait in threads of their own, never in those that run views.
_threads = ThreadPoolExecutor(MOST_AT_ONCE, thread_name_prefix="upload")


class ClientGone(Exception):
    """The client went away in the middle of its upload."""


class ArrivingBody:
    """A body as a file, read in a thread while the event loop receives it."""

    def __init__(self, receive: Receive) -> None:
        self.receive = receive
        self.loop = asyncio.get_running_loop()
        self.ready = b""
        self.more = True

    def read(self, size: int = -1) -> bytes:
        """Return at least a byte and at most `size`, b"" at the end."""
        while not self.ready and self.more:
            message = asyncio.run_coroutine_threadsafe(self._next(), self.loop).result()
            if message["type"] == "http.disconnect":
                raise ClientGone
            self.ready = message.get("body", b"")
            self.more = message.get("more_body", False)
        size = len(self.ready) if size < 0 else size
        given, self.ready = self.ready[:size], self.ready[size:]
        return given

    async def _next(self) -> Message:
        return await self.receive()

    def drain(self) -> None:
        while self.read(64 * 1024):
            pass


class StreamedUploads:
    """ASGI wrapper around Django that receives the uploads of imports."""

    def __init__(self, application: Application) -> None:
        self.application = application

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if not _is_upload(scope):
            await self.application(scope, receive, send)
            return
        handler = StraightToDisk()
        try:
            form = await asyncio.get_running_loop().run_in_executor(
                _threads, _receive, _meta(scope), ArrivingBody(receive), handler, scope
            )
            scope, receive = _as_small_form(scope, form, receive)
            await self.application(scope, receive, send)
        except ClientGone:
            return
        finally:
            if handler.received is not None:
                handler.received.discard()


def _is_upload(scope: Message) -> bool:
    return (
        scope["type"] == "http"
        and scope["method"] == "POST"
        and scope["path"].rstrip("/") == PATH
        and _header(scope, b"content-type").lower().startswith(b"multipart/form-data")
    )


def _header(scope: Message, name: bytes) -> bytes:
    return next((value for key, value in scope["headers"] if key == name), b"")


def _meta(scope: Message) -> dict[str, Any]:
    return {
        "CONTENT_TYPE": _header(scope, b"content-type").decode("latin-1"),
        # The parser asks only whether there is a body; a chunked one says no length.
        "CONTENT_LENGTH": "1",
    }


def _receive(
    meta: dict[str, Any], body: ArrivingBody, handler: StraightToDisk, scope: Message
) -> QueryDict:
    """Take the form apart; note the file, or what is wrong, in the scope."""
    form = QueryDict("", mutable=True)
    try:
        form, files = MultiPartParser(meta, body, [handler]).parse()  # type: ignore[arg-type]
    except (MultiPartParserError, SuspiciousOperation):
        scope[SCOPE_FAULT] = "The form cannot be read."
        body.drain()
        return form
    found = files.get(FIELD)
    if isinstance(found, ReceivedFile):
        scope[SCOPE_FILE] = found
    return form


def _as_small_form(scope: Message, form: QueryDict, receive: Receive) -> tuple[Message, Receive]:
    """Return the request as Django shall see it: the fields of the form without the file."""
    body = urlencode([(key, value) for key, values in form.lists() for value in values]).encode()
    replaced = {b"content-type", b"content-length", b"transfer-encoding"}
    headers = [pair for pair in scope["headers"] if pair[0] not in replaced]
    headers.append((b"content-type", b"application/x-www-form-urlencoded"))
    headers.append((b"content-length", str(len(body)).encode()))
    given = False

    async def receive_form() -> Message:
        nonlocal given
        if given:
            # Only the end of the connection can still come.
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return {**scope, "headers": headers}, receive_form
