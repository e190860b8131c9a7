"""An API client as anybody would write one: JSON over HTTP with the standard library."""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Answer:
    status: int
    body: Any


@dataclass(frozen=True, kw_only=True)
class Client:
    base: str
    username: str
    password: str
    access: str

    @classmethod
    def registered(cls, base: str, username: str, password: str) -> Client:
        body = {"username": username, "email": f"{username}@example.org", "password": password}
        answer = _call("POST", f"{base}/api/auth/register", body)
        assert answer.status == 201, answer.body
        return cls(base=base, username=username, password=password, access=answer.body["access"])

    @classmethod
    def logged_in(cls, base: str, username: str, password: str) -> Client:
        body = {"username": username, "password": password}
        answer = _call("POST", f"{base}/api/auth/login", body)
        assert answer.status == 200, answer.body
        return cls(base=base, username=username, password=password, access=answer.body["access"])

    def get(self, path: str) -> Any:
        answer = _call("GET", self.base + path, token=self.access)
        assert answer.status == 200, answer.body
        return answer.body

    def post(self, path: str, body: Any = None) -> Answer:
        return _call("POST", self.base + path, body or {}, token=self.access)

    def delete(self, path: str) -> Answer:
        return _call("DELETE", self.base + path, token=self.access)

    def upload(self, path: str, filename: str, content: bytes) -> Answer:
        boundary = uuid.uuid4().hex
        head = (
            f'--{boundary}\r\nContent-Disposition: form-data; name="file"; '
            f'filename="{filename}"\r\nContent-Type: application/octet-stream\r\n\r\n'
        )
        data = head.encode() + content + f"\r\n--{boundary}--\r\n".encode()
        kind = f"multipart/form-data; boundary={boundary}"
        return _call("POST", self.base + path, data, token=self.access, kind=kind)

    def wait_for_job(self, job_id: str, limit_seconds: float = 90) -> Any:
        """Return the job once it has ended; fail when it has not within the limit."""
        ended = {"completed", "failed", "cancelled"}
        return wait_until(
            lambda: self.get(f"/api/queue/jobs/{job_id}"),
            lambda job: job["status"] in ended,
            limit_seconds,
        )


def wait_until(
    read: Callable[[], Any], good: Callable[[Any], bool], limit_seconds: float = 60
) -> Any:
    end = time.monotonic() + limit_seconds
    while True:
        value = read()
        if good(value):
            return value
        assert time.monotonic() < end, f"not within {limit_seconds} s; last: {value}"
        time.sleep(0.1)


def _call(
    method: str,
    url: str,
    body: Any = None,
    *,
    token: str | None = None,
    kind: str = "application/json",
) -> Answer:
    data = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data=data, method=method)
    if data is not None:
        request.add_header("Content-Type", kind)
    if token:
        request.add_header("Authorization", f"Bearer {token}")
    try:
        with urllib.request.urlopen(request, timeout=60) as response:
            text = response.read()
            return Answer(status=response.status, body=json.loads(text) if text else None)
    except urllib.error.HTTPError as error:
        text = error.read()
        return Answer(status=error.code, body=json.loads(text) if text else None)
