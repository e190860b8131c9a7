"""What a run may start from: an earlier analysis of the same tracks under the same rules."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from analyses.duplicates import detector, kept
from analyses.duplicates.models import DuplicateAnalysis

# When more than this share of the tracks is other than before, all of them are compared in less time.
MOST_CHANGED = 0.5

# Why all tracks are compared although there was an earlier run.
ASKED = "Asked to compare all tracks."
NEWER_DETECTOR = "The detector is newer: all tracks are compared."
OTHER_SETTINGS = "The settings changed: all tracks are compared."
MUCH_CHANGED = "Much of the library changed: all tracks are compared."


@dataclass(frozen=True, kw_only=True)
class Basis:
    """analysis: what is brought up to date, None where all is compared; reason: why, in a sentence for
    the user, "" where there was never anything to start from."""

    analysis: DuplicateAnalysis | None
    reason: str = ""


def of(analysis: DuplicateAnalysis) -> Basis:
    """Return what a new run of `analysis` starts from."""
    if analysis.full:
        return Basis(analysis=None, reason=ASKED)
    earlier = _earlier(analysis)
    if earlier is None:
        return Basis(analysis=None)
    if earlier.detector_version != detector.version():
        return Basis(analysis=None, reason=NEWER_DETECTOR)
    if _chosen(earlier) != _chosen(analysis):
        return Basis(analysis=None, reason=OTHER_SETTINGS)
    if not kept.is_whole(earlier):
        return Basis(analysis=None)
    return Basis(analysis=earlier)


def _chosen(analysis: DuplicateAnalysis) -> dict[str, Any]:
    """Return what the user has chosen; how sure a match must be follows from what was asked for."""
    return {name: value for name, value in analysis.settings.items() if name != "threshold"}


def _earlier(analysis: DuplicateAnalysis) -> DuplicateAnalysis | None:
    """Return the newest completed analysis of the user over the same tracks."""
    mine = DuplicateAnalysis.objects.completed().filter(
        user_id=analysis.user_id, search_term=analysis.search_term, partial=False
    )
    return mine.exclude(pk=analysis.pk).newest_first().first()


def has_same_groups(earlier: DuplicateAnalysis, analysis: DuplicateAnalysis) -> bool:
    """Return whether groups of the earlier one that nothing touched are also the new one's."""
    return (
        earlier.result_saved
        and earlier.min_confidence == analysis.min_confidence
        and earlier.settings == analysis.settings
        and earlier.catalogue == analysis.catalogue
    )
