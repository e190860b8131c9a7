"""What a completed analysis has brought, in a sentence: its user is told."""

from __future__ import annotations

from analyses.duplicates.models import DuplicateAnalysis
from analyses.duplicates.overview import figures
from jobqueue.models import AnalysisJob

NOTHING = "No duplicates were found."


def of(job: AnalysisJob) -> str:
    """Return how many groups and copies were found, and the space that their trash would free."""
    analysis = DuplicateAnalysis.objects.filter(pk=job.target_id).first()
    if analysis is None or not analysis.total_groups_found:
        return NOTHING
    found = figures(analysis)
    said = f"{_count(found.groups, 'group')} with {_count(found.copies, 'copy', 'copies')}"
    return f"{said}; up to {_megabytes(found.bytes)} can be freed." if found.bytes else f"{said}."


def _count(number: int, one: str, several: str = "") -> str:
    return f"{number:,} {one if number == 1 else several or one + 's'}"


def _megabytes(count: int) -> str:
    """Return a count of bytes in powers of 1000, as files are sold by."""
    return f"{count / 1e9:,.1f} GB" if count >= 1e9 else f"{max(1, round(count / 1e6)):,} MB"
