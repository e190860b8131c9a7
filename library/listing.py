"""A page of rows for a template, with the paging of the API."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest
from rest_framework.request import Request

from contract.pagination import KeysetPagination


@dataclass(frozen=True, kw_only=True)
class Listing:
    """The rows of one page, how they are ordered, and the addresses of its neighbours."""

    rows: list[Any]
    ordering: str
    previous: str | None
    next: str | None


def api_request(request: HttpRequest) -> Request:
    """Return the request as the API's functions take it, with the user of the cookie."""
    made = Request(request)
    made.user = request.user
    return made


def listing(page: KeysetPagination, rows: Any, request: HttpRequest) -> Listing:
    """Return the page of `rows` that the query asks for; raises Invalid where it makes no sense."""
    found = page.paginate_queryset(rows, api_request(request))
    return Listing(
        rows=found,
        ordering=page.ordering,
        previous=_relative(page.previous_url()),
        next=_relative(page.next_url()),
    )


def _relative(url: str | None) -> str | None:
    if url is None:
        return None
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
