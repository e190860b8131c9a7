"""The page of one job: how far it is, its items that failed, and for staff all that happened to it."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_GET

from accounts.authentication import user_of
from contract.errors import NotFound
from jobqueue import job_rows, notices
from jobqueue.lookup import job_or_404
from jobqueue.models import AnalysisJob, JobTransition
from jobqueue.pages import neighbours, page_of
from jobqueue.serializers import BANDS
from jobqueue.states import Status

FAILURES_SHOWN = 50
# Changes of state that are shown, the newest; all of them are in the API.
CHANGES_SHOWN = 100


@never_cache
@gzip_page
@login_required
@require_GET
def job(request: HttpRequest, job_id: str) -> HttpResponse:
    user, number = user_of(request), page_of(request)
    try:
        found = job_or_404(user, job_id)
    except NotFound:
        raise Http404 from None
    start = (number - 1) * FAILURES_SHOWN
    failures = list(found.failures.order_by("number")[start : start + FAILURES_SHOWN + 1])
    (row,) = job_rows.rows_of([found])
    context = {
        "row": row,
        "gained": notices.gained(found) if found.status == Status.COMPLETED else "",
        "failures": failures[:FAILURES_SHOWN],
        "failed": found.failures.count(),
        "left": found.failures.filter(retried_by=None).count(),
        "pages": neighbours(request, number, len(failures) > FAILURES_SHOWN),
        "changes": _changes(found) if user.is_staff else [],
        "bands": BANDS,
    }
    return render(request, "queue/one.html", context)


def _changes(job: AnalysisJob) -> list[tuple[str, JobTransition]]:
    """Return the newest changes of state, each with the name that the pages have for it."""
    newest = job.transitions.order_by("-id")[:CHANGES_SHOWN]
    return [(job_rows.STATES[Status(change.to_status)], change) for change in newest]
