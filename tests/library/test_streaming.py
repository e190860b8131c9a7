"""Uploads are received while they arrive: by messages, as the web server gives them."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from asgiref.sync import ThreadSensitiveContext, sync_to_async
from django.core.asgi import get_asgi_application
from django.db import connections

from library.imports.streaming import SCOPE_FAULT, SCOPE_FILE, StreamedUploads

BOUNDARY = "frontier"
HEAD = (
    f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="csrf"\r\n\r\ntoken\r\n'
    f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n'
    "Content-Type: text/csv\r\n\r\n"
).encode()
TAIL = f"\r\n--{BOUNDARY}--\r\n".encode()


def scope(path: str = "/api/library/imports", content_type: str = "") -> dict[str, Any]:
    content_type = content_type or f"multipart/form-data; boundary={BOUNDARY}"
    return {
        "type": "http",
        "method": "POST",
        "path": path,
        "headers": [
            (b"content-type", content_type.encode()),
            (b"transfer-encoding", b"chunked"),
            (b"x-other", b"kept"),
        ],
    }


def messages(*chunks: bytes, cut: bool = False) -> Callable[[], Awaitable[dict[str, Any]]]:
    async def give() -> AsyncIterator[dict[str, Any]]:
        for place, chunk in enumerate(chunks, start=1):
            last = place == len(chunks) and not cut
            yield {"type": "http.request", "body": chunk, "more_body": not last}
        if not cut:
            await asyncio.Event().wait()
        yield {"type": "http.disconnect"}

    given = give()
    return lambda: anext(given)


class Inner:
    """What stands for Django: keeps what it is given."""

    def __init__(self, take: bool = False) -> None:
        self.take = take
        self.scope: dict[str, Any] = {}
        self.body = b""

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        self.scope = scope
        self.body = (await receive())["body"]
        file = scope.get(SCOPE_FILE)
        self.content = file.path.read_bytes() if file else None
        if self.take:
            file.take("taken")


async def send(message: Any) -> None:
    raise AssertionError("the wrapper itself answers nothing")


@pytest.mark.parametrize("size", [1, 7, 100_000])
async def test_the_file_is_written_as_it_comes_and_the_form_stays(size: int) -> None:
    content = os.urandom(3000)
    whole = HEAD + content + TAIL
    inner = Inner()
    await StreamedUploads(inner)(
        scope(), messages(*(whole[n : n + size] for n in range(0, len(whole), size))), send
    )

    assert (inner.content, inner.body) == (content, b"csrf=token")
    headers = dict(inner.scope["headers"])
    assert headers[b"content-type"] == b"application/x-www-form-urlencoded"
    assert (headers[b"content-length"], headers[b"x-other"]) == (b"10", b"kept")
    assert b"transfer-encoding" not in headers


async def test_a_file_that_nobody_takes_is_removed(settings: Any) -> None:
    await StreamedUploads(Inner())(scope(), messages(HEAD, b"title\nBlue\n", TAIL), send)

    assert list(Path(settings.UPLOAD_DIR).iterdir()) == []


async def test_a_file_that_was_taken_stays_and_is_private(settings: Any) -> None:
    await StreamedUploads(Inner(take=True))(scope(), messages(HEAD, b"title\n", TAIL), send)

    [kept] = Path(settings.UPLOAD_DIR).iterdir()
    assert kept.read_bytes() == b"title\n"
    assert Path(settings.UPLOAD_DIR).stat().st_mode & 0o077 == 0


async def test_a_client_that_goes_away_leaves_nothing(settings: Any) -> None:
    inner = Inner()
    await StreamedUploads(inner)(scope(), messages(HEAD, b"x" * 300_000, cut=True), send)

    assert inner.scope == {}
    assert list(Path(settings.UPLOAD_DIR).iterdir()) == []


async def test_what_receiving_raises_is_passed_on_and_leaves_nothing(settings: Any) -> None:
    class TooLarge(Exception):
        pass

    async def receive() -> Any:
        if next(counter) == 0:
            return {"type": "http.request", "body": HEAD + b"x" * 300_000, "more_body": True}
        raise TooLarge

    counter = iter(range(9))
    with pytest.raises(TooLarge):
        await StreamedUploads(Inner())(scope(), receive, send)
    assert list(Path(settings.UPLOAD_DIR).iterdir()) == []


async def test_a_form_that_is_none_is_said_to_the_view() -> None:
    inner = Inner()
    await StreamedUploads(inner)(
        scope(content_type="multipart/form-data"), messages(b"nonsense"), send
    )

    assert inner.scope[SCOPE_FAULT] == "The form cannot be read."


@pytest.mark.parametrize(
    "other", [scope("/api/tracks"), scope(content_type="application/json"), {"type": "websocket"}]
)
async def test_everything_else_passes_untouched(other: dict[str, Any]) -> None:
    inner = Inner()
    await StreamedUploads(inner)(other, messages(b"{}"), send)

    assert inner.scope is other
    assert inner.body == b"{}"


async def test_a_second_file_and_other_fields_are_left_out(settings: Any) -> None:
    second = HEAD.replace(b'"file"', b'"other"')
    inner = Inner(take=True)
    await StreamedUploads(inner)(
        scope(), messages(HEAD + b"one\r\n" + second + b"two\r\n" + HEAD + b"three" + TAIL), send
    )

    assert [path.read_bytes() for path in Path(settings.UPLOAD_DIR).iterdir()] == [b"one"]


async def through_django(*headers: tuple[bytes, bytes]) -> tuple[int, Any]:
    """Send an upload through all of Django, and return its answer."""
    answers: list[Any] = []

    async def keep(message: Any) -> None:
        answers.append(message)

    request = scope() | {"query_string": b"", "http_version": "1.1", "scheme": "http"}
    request["headers"] += [(b"host", b"localhost"), *headers]
    # Views run in a thread of their own; with the context it is still there to close its connection.
    async with ThreadSensitiveContext():
        await StreamedUploads(get_asgi_application())(
            request, messages(HEAD, b"title\nBlue\n", TAIL), keep
        )
        await sync_to_async(connections.close_all)()
    return answers[0]["status"], json.loads(answers[1]["body"])


@pytest.mark.django_db(transaction=True)
async def test_nobodys_file_is_refused_and_removed(settings: Any) -> None:
    status, body = await through_django()

    assert (status, body["error"]["code"]) == (401, "NOT_AUTHENTICATED")
    assert list(Path(settings.UPLOAD_DIR).iterdir()) == []


@pytest.mark.django_db(transaction=True)
async def test_a_users_file_becomes_an_import(settings: Any, alice: Any, client: Any) -> None:
    async with ThreadSensitiveContext():
        await sync_to_async(client.force_login)(alice)
        await sync_to_async(connections.close_all)()
    secret = "c" * 32
    cookies = f"sessionid={client.cookies['sessionid'].value}; csrftoken={secret}"
    status, body = await through_django(
        (b"cookie", cookies.encode()), (b"x-csrftoken", secret.encode())
    )

    assert status == 202, body
    kept = Path(settings.UPLOAD_DIR) / body["import_id"]
    assert kept.read_bytes() == b"title\nBlue\n"
