"""Which ways there are to bring a result up to date."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from analyses.duplicates.analyses import open_and_equal
from analyses.duplicates.models import DuplicateAnalysis
from analyses.duplicates.parameters import Parameters


def options_of(analysis: DuplicateAnalysis, *, recommended: bool) -> dict[str, Any]:
    """Return the refresh options of the contract's analysis: addresses, and what stands against."""
    running = open_and_equal(analysis.user, Parameters.of(analysis))
    stopped = analysis.partial or analysis.status in (
        DuplicateAnalysis.Status.FAILED,
        DuplicateAnalysis.Status.CANCELLED,
    )
    return {
        "can_refresh": running is None,
        "recommended": recommended,
        "running_analysis_id": running and str(running.pk),
        "refresh_url": reverse("api-duplicates-refresh", args=[analysis.pk]),
        "quick_refresh_url": reverse("api-duplicates-quick-refresh"),
        "resume_url": reverse("api-duplicates-resume", args=[analysis.pk]) if stopped else None,
    }
