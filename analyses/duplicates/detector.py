"""The way to the detector, which brings NumPy along: nothing of it is loaded before it is needed."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from django.conf import settings

from analyses.duplicates.parameters import THRESHOLD

if TYPE_CHECKING:
    from analyses.duplicates.detection import Settings

# The detector scores no pair further apart than this, so no tolerance is larger.
MOST_TOLERANCE = 30.0


def version() -> str:
    """Return the version of the rules and weights: results of another one are not comparable."""
    from analyses.duplicates.detection.settings import DETECTOR_VERSION

    return str(DETECTOR_VERSION)


def processes() -> int:
    """Return how many processes a run may use: no more than it has cores."""
    return min(settings.ANALYSIS_PROCESSES, len(os.sched_getaffinity(0)))


def settings_from(chosen: dict[str, Any]) -> Settings:
    """Return the detector's settings for those of an analysis."""
    from analyses.duplicates.detection import Settings

    return Settings(
        duration_tolerance=min(float(chosen["duration_tolerance"]), MOST_TOLERANCE),
        group_other_releases=chosen["group_other_releases"],
        threshold=chosen.get("threshold", THRESHOLD),
    )
