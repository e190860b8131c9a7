"""The page of verdicts, and the forms that say and revoke one, there and on a group."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_GET, require_POST
from rest_framework.exceptions import APIException

from accounts.authentication import user_of
from analyses.duplicates import verdicts
from analyses.duplicates.api.verdicts import chosen
from analyses.duplicates.models import Verdict
from analyses.duplicates.serializers.verdicts import SaySerializer
from contract.errors import Invalid
from contract.pagination import NewestFirst
from library.listing import api_request, listing

Action = Callable[..., None]

# What a message names of the older verdicts that a new one revoked.
NAMED = 2
SAID = {
    Verdict.Says.NOT_DUPLICATE: "Kept apart, from the next analysis on.",
    Verdict.Says.DUPLICATE: "One recording, from the next analysis on.",
}


@never_cache
@gzip_page
@login_required
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    try:
        shown = listing(NewestFirst(), chosen(api_request(request)), request)
    except APIException:
        # An address that was cut.
        return redirect("duplicates-verdicts")
    if not shown.rows and "cursor" in request.GET:
        # The last row of the last page was revoked.
        return redirect(_without_place(request))
    context = {
        "page": shown,
        "counts": verdicts.counts(user_of(request)),
        "kind": request.GET.get("verdict", ""),
    }
    return render(request, "duplicates/verdicts.html", context)


def _without_place(request: HttpRequest) -> str:
    query = request.GET.copy()
    del query["cursor"]
    return f"{request.path}?{query.urlencode()}" if query else request.path


def _form(action: Action) -> Callable[..., HttpResponse]:
    """Return the view of a form: back to where it was sent from, a refusal said in words."""

    @require_POST
    @wraps(action)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        back = _back(request)
        if not request.user.is_authenticated:
            # The login goes on by a GET, which this address does not have.
            return redirect_to_login(back)
        try:
            action(request, *args, **kwargs)
        except Invalid as invalid:
            messages.error(request, next(iter(invalid.facts["fields"].values()))[0])
        except APIException as error:
            messages.error(request, str(error.detail))
        return redirect(back)

    return answered


def _back(request: HttpRequest) -> str:
    """Return the page of ours that the form names, else the list of verdicts."""
    named = request.POST.get("back", "")
    ours = url_has_allowed_host_and_scheme(named, allowed_hosts=None)
    return named if ours and named.startswith("/") else reverse("duplicates-verdicts")


@_form
def say(request: HttpRequest) -> None:
    form = SaySerializer(data=request.POST)
    if not form.is_valid():
        raise Invalid({name: list(map(str, texts)) for name, texts in form.errors.items()})
    given = form.validated_data
    said = verdicts.say(user_of(request), given["track_a"], given["track_b"], given["verdict"])
    if said.is_new:
        words = SAID[Verdict.Says(said.verdict.verdict)]
        messages.success(request, f"{words}{_revoked_words(said.revoked)}")
    else:
        messages.info(request, "You said so before.")


@_form
def revoke(request: HttpRequest, verdict_id: int) -> None:
    verdicts.revoke(user_of(request), verdict_id)
    messages.success(request, "Verdict revoked. The next analysis decides by itself.")


def _revoked_words(revoked: list[Verdict]) -> str:
    """Return what went with a new verdict, " This revoked …", "" where nothing did."""
    if not revoked:
        return ""
    named = [
        f"{old.get_verdict_display().lower()}: “{old.track_a.title}” and “{old.track_b.title}”"
        for old in revoked[:NAMED]
    ]
    more = len(revoked) - len(named)
    return f" This revoked {'; '.join(named)}{f'; and {more} more' if more else ''}."
