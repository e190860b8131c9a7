from __future__ import annotations

import json
from typing import Any

import pytest
from asgiref.testing import ApplicationCommunicator
from django.core.asgi import get_asgi_application

from contract.body_limit import FRAMING, MB, BodyLimit, limit_of

Messages = list[dict[str, Any]]


async def reading(scope: Any, receive: Any, send: Any) -> None:
    """An application that reads the whole body, as Django does, and answers how long it was."""
    total, more = 0, True
    while more:
        message = await receive()
        total += len(message.get("body", b""))
        more = message.get("more_body", False)
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": str(total).encode()})


async def call(
    chunks: list[bytes], *, path: str = "/api/auth/login", length: int | None = None
) -> tuple[int, bytes, int]:
    """Return status and body of the answer, and how many chunks were left unread."""
    incoming = [
        {"type": "http.request", "body": chunk, "more_body": n < len(chunks) - 1}
        for n, chunk in enumerate(chunks)
    ]
    sent: Messages = []

    async def receive() -> dict[str, Any]:
        return incoming.pop(0) if incoming else {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        sent.append(message)

    headers = [] if length is None else [(b"content-length", str(length).encode())]
    scope = {"type": "http", "path": path, "headers": headers}
    await BodyLimit(reading)(scope, receive, send)
    body = b"".join(message.get("body", b"") for message in sent)
    return sent[0]["status"], body, len(incoming)


def assert_refused(status: int, body: bytes) -> None:
    assert status == 413
    assert json.loads(body)["success"] is False
    assert json.loads(body)["error"]["code"] == "PAYLOAD_TOO_LARGE"


async def test_a_body_at_the_limit_passes() -> None:
    status, body, _ = await call([b"x" * MB] * 10, length=10 * MB)

    assert (status, body) == (200, str(10 * MB).encode())


async def test_a_length_over_the_limit_is_refused() -> None:
    status, body, unread = await call([b"x" * MB] * 11, length=11 * MB)

    assert_refused(status, body)
    assert unread == 0


async def test_chunks_over_the_limit_are_refused() -> None:
    status, body, _ = await call([b"x" * MB] * 10 + [b"x"])

    assert_refused(status, body)


async def test_a_length_that_lies_is_found_out_by_counting() -> None:
    status, body, _ = await call([b"x" * MB] * 11, length=5)

    assert_refused(status, body)


@pytest.mark.parametrize("length", ["-5", "x", "", "٣"])
async def test_a_length_that_is_none_is_not_believed(length: str) -> None:
    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"abc", "more_body": False}

    sent: Messages = []

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {"type": "http", "path": "/", "headers": [(b"content-length", length.encode())]}
    await BodyLimit(reading)(scope, receive, send)

    assert sent[1]["body"] == b"3"


async def test_it_is_not_read_for_ever() -> None:
    _, _, unread = await call([b"x" * MB] * 100, length=100 * MB)

    assert unread == 36


@pytest.mark.parametrize("path", ["/api/library/imports", "/api/library/imports/"])
async def test_an_upload_may_be_larger(settings: Any, path: str) -> None:
    settings.MUSICDB_MAX_UPLOAD_MB = 12

    assert limit_of(path) == 12 * MB + FRAMING
    assert (await call([b"x" * MB] * 12, path=path))[0] == 200
    assert_refused(*(await call([b"x" * MB] * 13, path=path))[:2])


async def test_sockets_pass_by() -> None:
    seen = []

    async def application(scope: Any, receive: Any, send: Any) -> None:
        seen.append(scope["type"])

    await BodyLimit(application)({"type": "websocket"}, None, None)  # type: ignore[arg-type]

    assert seen == ["websocket"]


async def test_django_answers_nothing_before_it_has_read_all() -> None:
    scope = {
        "type": "http",
        "method": "POST",
        "path": "/api/auth/login",
        "query_string": b"",
        "headers": [(b"host", b"localhost"), (b"content-type", b"application/json")],
    }
    django = ApplicationCommunicator(BodyLimit(get_asgi_application()), scope)
    for _ in range(11):
        chunk = {"type": "http.request", "body": b"x" * MB, "more_body": True}
        await django.send_input(chunk)
    await django.send_input({"type": "http.request", "body": b"", "more_body": False})

    start, answer = await django.receive_output(5), await django.receive_output(5)

    assert_refused(start["status"], answer["body"])
