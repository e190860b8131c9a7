"""The page of duplicates, and the forms on it: they do what the API does, and work without script."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_GET, require_POST
from rest_framework.exceptions import APIException

from accounts.authentication import user_of
from analyses.duplicates import age, analyses, overview, retention, strictness_panel
from analyses.duplicates.api.groups import GroupPage, chosen
from analyses.duplicates.api.lookup import analysis_or_404
from analyses.duplicates.group_rows import rows_of
from analyses.duplicates.models import DuplicateAnalysis, DuplicateGroup
from analyses.duplicates.serializers.requests import StartSerializer
from contract import throttles
from contract.errors import Conflict, Invalid
from jobqueue.errors import AlreadyEnded
from library.listing import Listing, api_request, listing
from library.models import Track

Action = Callable[..., None]

SORTS = (
    ("group_index", "As found"),
    ("confidence", "Least sure first"),
    ("-confidence", "Surest first"),
    ("-duplicates", "Most copies"),
    ("artist", "Artist"),
    ("title", "Title"),
)
# What a filter of the list leaves.
KINDS: dict[str, dict[str, str]] = {
    "unsure": {"suggested_action": DuplicateGroup.Action.MANUAL_REVIEW},
    "other_release": {"outcome": DuplicateGroup.Outcome.OTHER_RELEASE},
}
LEAST = (("0.8", "80 or surer"), ("0.9", "90 or surer"), ("0.95", "95 or surer"))


@never_cache
@gzip_page
@login_required
@require_GET
def duplicates(request: HttpRequest) -> HttpResponse:
    user, now = user_of(request), timezone.now()
    limits = age.limits_of(user)
    past = overview.history(user, now, limits)
    try:
        shown = _asked_for(request) or overview.shown_by_itself(user, past)
        page = _groups(request, shown) if shown else None
    except APIException:
        # An address that was cut, or another's.
        return redirect("duplicates")
    context = {
        "kept": overview.kept(shown, now, limits) if shown else None,
        "figures": overview.figures(shown) if shown else None,
        "strictness": strictness_panel.of(shown) if shown else None,
        "running": overview.running(user),
        "has_tracks": bool(shown) or Track.objects.visible_to(user).in_library().exists(),
        "stopped": overview.stopped_since(past, shown),
        "history": past,
        "page": page,
        "groups": rows_of(user, page.rows) if page else [],
        "asked": {name: request.GET.get(name, "") for name in ("search", "kind", "min_confidence")},
        "sorts": SORTS,
        "least": LEAST,
        "sort_by": DuplicateAnalysis.SortBy.choices,
        "formats": settings.EXPORT_FORMATS,
    }
    return render(request, "duplicates/duplicates.html", context)


def _asked_for(request: HttpRequest) -> DuplicateAnalysis | None:
    """Return the analysis that the address names, an older one of the history."""
    asked = request.GET.get("analysis", "")
    return analysis_or_404(api_request(request), asked) if asked else None


def _groups(request: HttpRequest, analysis: DuplicateAnalysis) -> Listing:
    groups = chosen(api_request(request), analysis).filter(
        **KINDS.get(request.GET.get("kind", ""), {})
    )
    return listing(GroupPage(), groups, request)


def form_action(action: Action) -> Callable[..., HttpResponse]:
    """Return the view of a form on the page: back to it, what the API would refuse said in words."""

    @require_POST
    @wraps(action)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            # The login goes on by a GET, which this address does not have.
            return redirect_to_login(reverse("duplicates"))
        try:
            action(request, *args, **kwargs)
        except AlreadyEnded:
            messages.info(request, "It had ended already.")
        except Conflict as refusal:
            # It names the other analysis where there is one.
            running = "analysis_id" in refusal.facts
            words = "An analysis like this is running already." if running else refusal.detail
            messages.info(request, str(words))
        except Invalid as invalid:
            first = next(iter(invalid.facts["fields"].values()), ["Something cannot be used."])
            messages.error(request, first[0])
        except APIException as error:
            messages.error(request, str(error.detail))
        return redirect("duplicates")

    return answered


@form_action
def start(request: HttpRequest) -> None:
    """Find duplicates, with what the dialog was given, if it was."""
    given = {name: value for name, value in request.POST.items() if value != ""}
    form = StartSerializer(data=given)
    if not form.is_valid():
        raise Invalid({name: list(map(str, texts)) for name, texts in form.errors.items()})
    count_start(request)
    started = analyses.start(
        user_of(request), form.parameters(), full=form.validated_data.get("full", False)
    )
    say_started(request, started)


@form_action
def quick_refresh(request: HttpRequest) -> None:
    count_start(request)
    analyses.quick_refresh(user_of(request))
    messages.success(request, "Looking again. The groups below stay until it is done.")


@form_action
def refresh(request: HttpRequest, analysis_id: str) -> None:
    analysis = analysis_or_404(api_request(request), analysis_id)
    count_start(request)
    analyses.refresh(analysis, {})
    messages.success(request, "Looking again. The groups below stay until it is done.")


@form_action
def cancel(request: HttpRequest, analysis_id: str) -> None:
    analyses.cancel(analysis_or_404(api_request(request), analysis_id))
    messages.success(request, "Cancelled. What was found until now is kept.")


@form_action
def resume(request: HttpRequest, analysis_id: str) -> None:
    analysis = analysis_or_404(api_request(request), analysis_id)
    count_start(request)
    analyses.resume(analysis)
    messages.success(request, "Going on where it stopped.")


@form_action
def clean_up(request: HttpRequest) -> None:
    user = user_of(request)
    removed = retention.clean_up([user], by=user)
    if removed.analyses_deleted:
        noun = "analysis" if removed.analyses_deleted == 1 else "analyses"
        messages.success(request, f"Removed {removed.analyses_deleted} old {noun}.")
    else:
        messages.info(request, "No analysis is old enough to be removed.")


def say_started(request: HttpRequest, started: analyses.Started) -> None:
    """Tell whether a run has begun, or a fresh result is there already."""
    if started.job is None:
        messages.info(request, "Nothing has changed since the last analysis; it is shown here.")
    else:
        messages.success(request, "Looking for duplicates.")


def count_start(request: HttpRequest) -> None:
    """Share the limit of the API's starts."""
    throttles.spend(
        f"ANALYSIS_STARTS_PER_MINUTE:user:{user_of(request).pk}",
        settings.ANALYSIS_STARTS_PER_MINUTE,
        60,
    )
