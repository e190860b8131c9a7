"""The page of the queue: for a user with their own jobs, for staff with everybody's."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_GET

from accounts.authentication import user_of
from contract.errors import Invalid
from jobqueue import api_bands, board, inspection, job_choice, job_rows
from jobqueue.serializers import BANDS
from jobqueue.states import JobType

LAST_PAGE = 1000

# What the list can be narrowed to, each with the words for it.
CHOICES = {
    "state": [(name, words) for name, (words, _) in job_choice.STATES.items()],
    "priority": [("", "Any priority"), *((name, name.capitalize()) for name in BANDS)],
    "type": [("", "Any type"), *JobType.choices],
}


@never_cache
@gzip_page
@login_required
@require_GET
def queue(request: HttpRequest) -> HttpResponse:
    user = user_of(request)
    choice = job_choice.read(request.GET)
    listed = job_rows.page(user, choice, page_of(request))
    paths = {name: reverse(f"queue-{name}") for name in ("pause", "resume", "clear")}
    context = board.context(user, "queue-job", paths if user.is_staff else None) | {
        "choice": choice,
        "choices": CHOICES,
        "listed": listed,
        "pages": neighbours(request, listed.number, listed.more),
        "ended": [] if choice.state else job_rows.ended(user, choice),
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
    try:
        band = api_bands.band_of(request.GET)
    except Invalid:
        raise Http404 from None
    context = {
        "priority": "" if band is None else BANDS[band],
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
