"""The library as pages: the table of tracks, and imports."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_GET, require_POST

from accounts.authentication import user_of
from contract.errors import ContractError, Invalid, NotFound
from contract.ids import uuid_or_404
from jobqueue import jobs
from jobqueue.errors import AlreadyEnded
from jobqueue.models import AnalysisJob
from jobqueue.progress import progress_body
from library.api.filters import filtered
from library.api.imports import follow_jobs
from library.api.tracks import TracksInOrder
from library.demo import remove_demo
from library.glance import glance
from library.listing import listing
from library.models import LibraryImport, Track

IMPORTS_SHOWN = 10
FAULTS_SHOWN = 50
# What no column of the table shows, and may be long.
UNSHOWN = ("notes", "custom_metadata", "tags", "path")

SORTS = (
    ("title", "Title"),
    ("artist", "Artist"),
    ("album", "Album"),
    ("-date_added", "Newest first"),
    ("-play_count", "Most played"),
    ("-rating", "Best rated"),
    ("-duration", "Longest"),
)


@never_cache
@gzip_page
@login_required
@require_GET
def tracks(request: HttpRequest) -> HttpResponse:
    try:
        found = filtered(Track.objects.visible_to(request.user), request.GET)
        page = listing(TracksInOrder(), found.defer(*UNSHOWN), request)
    except Invalid:
        # An address that was cut, or a place in a list that is ordered otherwise now.
        return redirect("library")
    asked = {name: request.GET.get(name, "") for name in ("search", "favorite", "rating_min")}
    context = {
        "page": page,
        "asked": asked,
        "is_empty": not page.rows and not request.GET,
        "sorts": SORTS,
        # Where only the table is wanted, nobody waits for a million rows to be counted.
        "library": None if request.headers.get("X-Part") else glance(request.user),
    }
    return render(request, "library/tracks.html", context)


@never_cache
@gzip_page
@login_required
@require_GET
def imports(request: HttpRequest) -> HttpResponse:
    mine = LibraryImport.objects.visible_to(request.user).order_by("-created_at", "-pk")
    rows = follow_jobs(list(mine[:IMPORTS_SHOWN]))
    running = _running(rows)
    open_ids = {one["row"].pk for one in running}
    ended = [row for row in rows if row.pk not in open_ids]
    context = {
        "running": running,
        "ended": ended,
        "shown": _shown(request, ended),
        "has_demo": Track.objects.filter(user=user_of(request), is_demo=True).exists(),
        "largest_mb": settings.MUSICDB_MAX_UPLOAD_MB,
    }
    return render(request, "library/import.html", context)


def _running(rows: list[LibraryImport]) -> list[dict[str, Any]]:
    """Return the imports that wait or run, each with its job's progress."""
    ids = [row.job_id for row in rows if row.job_id and row.finished_at is None]
    open_jobs = {job.pk: job for job in AnalysisJob.objects.open().filter(pk__in=ids)}
    return [
        {"row": row, "progress": progress_body(open_jobs[row.job_id])}
        for row in rows
        if row.job_id in open_jobs
    ]


def _shown(request: HttpRequest, ended: list[LibraryImport]) -> dict[str, Any] | None:
    """Return the import whose result is spread out: the one asked for, else the newest."""
    asked = request.GET.get("import", "")
    row = next((one for one in ended if str(one.pk) == asked), ended[0] if ended else None)
    if row is None:
        return None
    faults = list(row.faults.order_by("pk")[:FAULTS_SHOWN]) if row.errors_total else []
    return {"row": row, "faults": faults}


@login_required
@require_POST
def stop_import(request: HttpRequest, import_id: str) -> HttpResponse:
    """Stop an import; the tracks that are in stay in."""
    try:
        mine = LibraryImport.objects.visible_to(request.user)
        row = mine.filter(pk=uuid_or_404(import_id)).first()
        job_id = row.job_id if row else None
        job = AnalysisJob.objects.filter(pk=job_id).first() if job_id else None
        if job is None:
            raise NotFound("There is no such import.")
        jobs.cancel(job, f"stopped by {request.user}")
        messages.success(request, "Import stopped. The tracks that were read stay.")
    except AlreadyEnded:
        messages.info(request, "The import had ended already.")
    except ContractError as error:
        messages.error(request, str(error.detail))
    return redirect("library-import")


@login_required
@require_POST
def remove_demo_library(request: HttpRequest) -> HttpResponse:
    removed = remove_demo(request.user)
    messages.success(request, f"Removed {removed:,} demo tracks." if removed else "None were left.")
    return redirect("library-import")
