"""The page of what a user is told and when work is done for them, and its two forms."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_GET, require_POST

from accounts import notifications, preferences
from accounts.authentication import user_of
from accounts.preferences import clock
from contract.errors import Invalid

# The types of notification in words.
TYPES = {
    "analysis_started": "An analysis starts",
    "analysis_completed": "An analysis is done",
    "analysis_failed": "An analysis fails",
    "results_stale": "Results have become old",
    "import_completed": "An import is done",
    "export_ready": "An export is ready",
    "bulk_resolution_completed": "A bulk resolution is done",
    "playlist_shared": "A playlist is shared with you",
    "recommendations_ready": "Recommendations are ready",
    "queue_backlog": "Jobs pile up in the queue",
    "no_worker": "No worker takes jobs",
    "failure_rate": "Many jobs fail",
}
CHANNELS = {"web_enabled": "On the pages", "email_enabled": "By mail"}
WINDOWS = ("quiet_hours", "off_peak_window")


@never_cache
@gzip_page
@login_required
@require_GET
def page(request: HttpRequest) -> HttpResponse:
    user = user_of(request)
    chosen = preferences.preferences(user)
    context = {
        "channels": _channels(),
        "rows": [
            (type, TYPES[type], switches["is_enabled"], _switched(switches))
            for type, switches in notifications.settings_of(user).items()
        ],
        "chosen": chosen,
        "windows": {name: _texts(chosen[name]) for name in WINDOWS},
        "zones": sorted(preferences.zones()),
        "address": user.email,
    }
    return render(request, "accounts/notifications.html", context)


@login_required
@require_POST
def change_notifications(request: HttpRequest) -> HttpResponse:
    """Set every switch that the page shows: a box that is not ticked is not sent."""
    user = user_of(request)
    shown = ("is_enabled", *_channels())
    notifications.change_settings(
        user,
        {
            type: {switch: f"{type}.{switch}" in request.POST for switch in shown}
            for type in notifications.types_of(user)
        },
    )
    messages.success(request, "Saved.")
    return redirect("settings-notifications")


@login_required
@require_POST
def change_schedule(request: HttpRequest) -> HttpResponse:
    values: dict[str, Any] = {name: _window(request.POST, name) for name in WINDOWS}
    values |= {
        "auto_analysis": "auto_analysis" in request.POST,
        "time_zone": request.POST.get("time_zone", ""),
    }
    try:
        preferences.change(user_of(request), values)
    except Invalid as invalid:
        [(name, [fault, *_]), *_] = invalid.facts["fields"].items()
        messages.error(request, f"{name.replace('_', ' ').capitalize()}: {fault}")
    else:
        messages.success(request, "Saved.")
    return redirect("settings-notifications")


def _channels() -> dict[str, str]:
    """Return the channels there are, in words: without a mail server none goes by mail."""
    return {
        name: words
        for name, words in CHANNELS.items()
        if name != "email_enabled" or settings.EMAIL_HOST
    }


def _switched(switches: dict[str, bool]) -> list[tuple[str, str, bool]]:
    return [(name, words, switches[name]) for name, words in _channels().items()]


def _window(form: QueryDict, name: str) -> list[str] | None:
    """Return a window as the preferences take it: none where both ends are empty."""
    ends = [form.get(f"{name}_from", ""), form.get(f"{name}_to", "")]
    return ends if any(ends) else None


def _texts(window: list[str | int] | None) -> tuple[str, str]:
    """Return the ends of a window as a field of a form has them."""
    if window is None:
        return "", ""
    begin, end = (f"{clock(one):%H:%M}" for one in window)
    return begin, end
