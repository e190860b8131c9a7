"""How strict a search for duplicates is: three settings, as a run has them and as a user tries them."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from accounts.preferences import default_of
from analyses.duplicates.detector import MOST_TOLERANCE
from analyses.duplicates.parameters import THRESHOLD

if TYPE_CHECKING:
    from analyses.duplicates.models import DuplicateAnalysis


@dataclass(frozen=True, kw_only=True)
class Strictness:
    """min_confidence: average similarity from which a group is kept, 0.3 to 1; duration_tolerance:
    seconds by which two copies may differ, 0 to 30; group_other_releases: whether the same recording
    on another album is a copy."""

    min_confidence: float
    duration_tolerance: float
    group_other_releases: bool

    @classmethod
    def of(cls, analysis: DuplicateAnalysis) -> Strictness:
        """Return how strict an analysis was itself."""
        keys = ("duration_tolerance", "group_other_releases")
        used = {key: default_of(key) for key in keys} | analysis.settings
        return cls(
            min_confidence=max(analysis.min_confidence, used.get("threshold", THRESHOLD)),
            duration_tolerance=min(float(used["duration_tolerance"]), MOST_TOLERANCE),
            group_other_releases=used["group_other_releases"],
        )

    def fields(self) -> dict[str, Any]:
        return asdict(self)
