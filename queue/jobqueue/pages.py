"""The page of the queue: for a user with their own jobs, for staff with everybody's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_GET

from accounts.authentication import user_of
from jobqueue import charts, history, job_rows, overview
from jobqueue.serializers import BANDS

LAST_PAGE = 1000

# What a band is for, in words.
MEANINGS = {
    "high": "Songs that somebody is listening to or waiting for.",
    "medium": "What somebody has started: analyses, imports.",
    "low": "What runs by itself, in the background.",
}


@dataclass(frozen=True, kw_only=True)
class Lane:
    """The card of one priority."""

    name: str
    meaning: str
    # One of paused, unconsumed, active, waiting, idle; the page's script knows the same.
    state: str
    figures: dict[str, Any]


@never_cache
@gzip_page
@login_required
@require_GET
def queue(request: HttpRequest) -> HttpResponse:
    user = user_of(request)
    body, now = overview.body(user), timezone.now()
    open_jobs = job_rows.still_open(user, _page_of(request))
    context = {
        "status": body,
        "active": sum(band["active"] for band in body["bands"].values()),
        "waiting": sum(body["depth"].values()),
        "any_paused": any(band["paused"] for band in body["bands"].values()),
        "lanes": [_lane(name, band) for name, band in body["bands"].items()],
        "open": open_jobs,
        "pages": _pages(open_jobs),
        "ended": job_rows.ended(user),
        "day": history.last_day(history.read(now), now),
        "charts": {
            "hours": charts.by_hour(body["history"]["hours"]),
            "days": charts.by_day(body["history"]["days"]),
        },
        "bands": BANDS,
    }
    return render(request, "queue/queue.html", context)


@never_cache
@login_required
@require_GET
def clear(request: HttpRequest) -> HttpResponse:
    """Ask once more: what is cancelled is not brought back."""
    if not request.user.is_staff:
        raise PermissionDenied
    bands = overview.body(user_of(request))["bands"]
    name = request.GET.get("priority", "")
    chosen = [bands[name]] if name in bands else list(bands.values())
    context = {
        "priority": name if name in bands else "",
        "count": sum(band["waiting"] + band["paused_jobs"] for band in chosen),
    }
    return render(request, "queue/clear.html", context)


def _lane(name: str, figures: dict[str, Any]) -> Lane:
    return Lane(name=name, meaning=MEANINGS[name], state=_state(figures), figures=figures)


def _state(figures: dict[str, Any]) -> str:
    if figures["paused"]:
        return "paused"
    if figures["consumed"] is False:
        return "unconsumed"
    if figures["active"]:
        return "active"
    return "waiting" if figures["waiting"] else "idle"


def _page_of(request: HttpRequest) -> int:
    text = request.GET.get("page", "1")
    number = int(text) if text.isdecimal() and len(text) < 6 else 1
    return min(max(number, 1), LAST_PAGE)


def _pages(rows: job_rows.Rows) -> dict[str, str | None]:
    """Return the addresses of the pages before and after, as the pager takes them."""
    return {
        "previous": f"?page={rows.number - 1}" if rows.number > 1 else None,
        "next": f"?page={rows.number + 1}" if rows.more and rows.number < LAST_PAGE else None,
    }
