"""The dashboard: the library at a glance, what goes on, what to do next, what happened last."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_GET

from accounts.authentication import user_of
from analyses.audio import effort, totals
from analyses.duplicates import age, overview
from analyses.duplicates.models import DuplicateAnalysis
from jobqueue.models import AnalysisJob, JobType
from jobqueue.progress import eta_text, progress_body
from library.glance import glance
from library.models import LibraryImport

if TYPE_CHECKING:
    from accounts.models import User

JOBS_SHOWN = 3
RECENT = 6

# What a line of recent activity looks like: an icon, and the colour of its ground.
LOOKS = {"completed": ("check", "good"), "failed": ("alert", "bad"), "cancelled": ("close", "warn")}


@dataclass(frozen=True, kw_only=True)
class Event:
    """Something that ended: what, how, when, and where to read more."""

    noun: str
    row: Any
    status: str
    at: datetime
    icon: str
    tone: str


@never_cache
@gzip_page
@login_required
@require_GET
def dashboard(request: HttpRequest) -> HttpResponse:
    user, now = user_of(request), timezone.now()
    limits = age.limits_of(user)
    past = overview.history(user, now, limits)
    shown = overview.shown_by_itself(user, past)
    jobs, songs = _open_jobs(user), _songs(user)
    running = songs["running_job"]["job_id"] if songs["running_job"] else None
    context = {
        "library": glance(user),
        "songs": songs,
        "kept": overview.kept(shown, now, limits) if shown else None,
        "figures": overview.figures(shown) if shown else None,
        "jobs": jobs,
        # The one that analyses songs is in their panel.
        "cards": [job for job in jobs if job["job_id"] != running][:JOBS_SHOWN],
        "finding": any(job["type"] == JobType.DUPLICATE_ANALYSIS for job in jobs),
        "events": _recent(user, [one.analysis for one in past]),
    }
    return render(request, "dashboard/dashboard.html", context)


def _open_jobs(user: User) -> list[dict[str, Any]]:
    rows = AnalysisJob.objects.open().filter(user=user).order_by("created_at")[: JOBS_SHOWN + 1]
    return [progress_body(job) | {"label": job.get_type_display()} for job in rows]


def _songs(user: User) -> dict[str, Any]:
    """Return how much of the library is analysed, the body of GET /api/progress/global, in words too."""
    found = totals.of_library(user)
    left, running = found["eta_seconds"], found["running_job"]
    return (
        found
        | effort.in_words(user)
        | {
            "eta_text": None if left is None else eta_text(left),
            "label": JobType(running["type"]).label if running else "",
        }
    )


def _recent(user: User, analyses: list[DuplicateAnalysis]) -> list[Event]:
    imports = LibraryImport.objects.visible_to(user).filter(finished_at__isnull=False)
    newest = imports.order_by("-created_at", "-pk")[:RECENT]
    events = [_event("import", row, row.finished_at) for row in newest]
    events += [_event("analysis", row, row.completed_at) for row in analyses]
    return sorted(events, key=lambda event: event.at, reverse=True)[:RECENT]


def _event(noun: str, row: Any, at: datetime | None) -> Event:
    icon, tone = LOOKS[row.status]
    return Event(
        noun=noun, row=row, status=row.status, at=at or row.created_at, icon=icon, tone=tone
    )


urlpatterns = [path("", dashboard, name="dashboard")]
