"""What happens to every request first: it gets an id, and its path one spelling."""

from __future__ import annotations

import re
from collections.abc import Callable
from time import perf_counter
from uuid import uuid4

import structlog
from django.http import HttpRequest, HttpResponse

# A caller's own id is kept where it is harmless in a log line and in a header.
SANE_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
# Their requests come every few seconds or by the dozen, and say nothing.
UNLOGGED = ("/health/", "/static/")

log = structlog.get_logger(__name__)


class RequestId:
    """Give the request an id, `request.id`; it is in the answer, and in each log line meanwhile."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-ID", "")
        request.id = given if SANE_ID.fullmatch(given) else uuid4().hex  # type: ignore[attr-defined]
        started = perf_counter()
        # Cleared at both ends: what a view binds, the user above all, ends with its request.
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request.id)  # type: ignore[attr-defined]
        try:
            response = self.get_response(request)
            if not request.path.startswith(UNLOGGED):
                self._log(request, response, perf_counter() - started)
        finally:
            structlog.contextvars.clear_contextvars()
        response["X-Request-ID"] = request.id  # type: ignore[attr-defined]
        return response

    def _log(self, request: HttpRequest, response: HttpResponse, seconds: float) -> None:
        # Without the query, which may hold what a user searches for.
        log.info(
            "request",
            method=request.method,
            path=request.path[:200],
            status=response.status_code,
            milliseconds=round(seconds * 1000, 1),
        )


class Slashes:
    """Make `/api/tracks/` and `/api/tracks` one path. The admin alone has slashes at its ends."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        path = one_spelling(request.path_info)
        if path != request.path_info:
            prefix = request.path.removesuffix(request.path_info)
            request.path_info = path
            request.path = prefix + path
        return self.get_response(request)


def one_spelling(path: str) -> str:
    if path == "/admin":
        return "/admin/"
    if path.startswith("/admin/"):
        return path
    return path.rstrip("/") or "/"
