"""The page of the queue: for a user with their own jobs, for staff with everybody's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
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
from jobqueue import charts, history, inspection, job_choice, job_rows, overview
from jobqueue.serializers import BANDS
from jobqueue.states import JobType

LAST_PAGE = 1000

# What a band is for, in words.
MEANINGS = {
    "high": "Songs that somebody is listening to or waiting for.",
    "medium": "What somebody has started: analyses, imports.",
    "low": "What runs by itself, in the background.",
}
# What the list can be narrowed to, each with the words for it.
CHOICES = {
    "state": [(name, words) for name, (words, _) in job_choice.STATES.items()],
    "priority": [("", "Any priority"), *((name, name.capitalize()) for name in BANDS)],
    "type": [("", "Any type"), *JobType.choices],
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
    user, now = user_of(request), timezone.now()
    hours = history.read(now)
    body = overview.body(user, hours)
    choice = job_choice.read(request.GET)
    listed = job_rows.page(user, choice, page_of(request))
    context = {
        "status": body,
        "active": sum(band["active"] for band in body["bands"].values()),
        "waiting": sum(body["depth"].values()),
        "any_paused": any(band["paused"] for band in body["bands"].values()),
        "lanes": [_lane(name, band) for name, band in body["bands"].items()],
        "workers": [_heard(worker, now) for worker in body["workers"]],
        "answering": sum(worker["state"] != "gone" for worker in body["workers"]),
        "choice": choice,
        "choices": CHOICES,
        "listed": listed,
        "pages": neighbours(request, listed.number, listed.more),
        "ended": [] if choice.state else job_rows.ended(user, choice),
        "day": history.last_day(hours, now),
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
    name = request.GET.get("priority", "")
    band = BANDS.index(name) if name in BANDS else None
    context = {
        "priority": "" if band is None else name,
        "count": sum(inspection.to_clear(band).values()),
    }
    return render(request, "queue/clear.html", context)


def page_of(request: HttpRequest) -> int:
    """Return the number of the page that is asked for, from 1."""
    text = request.GET.get("page", "1")
    number = int(text) if text.isdecimal() and len(text) < 6 else 1
    return min(max(number, 1), LAST_PAGE)


def neighbours(request: HttpRequest, number: int, more: bool) -> dict[str, str | None]:
    """Return the addresses of the pages before and after, as the pager takes them."""

    def address(other: int) -> str:
        query = request.GET.copy()
        query["page"] = str(other)
        return f"?{query.urlencode()}"

    return {
        "previous": address(number - 1) if number > 1 else None,
        "next": address(number + 1) if more and number < LAST_PAGE else None,
    }


def _heard(worker: dict[str, Any], now: datetime) -> dict[str, Any]:
    """Add for how many seconds a worker has been silent."""
    at = datetime.fromisoformat(worker["last_heartbeat"])
    return worker | {"silent_seconds": max(0.0, (now - at).total_seconds())}


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
