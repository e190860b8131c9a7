"""What an analysis is asked for, and the preferences that decide about its groups."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from accounts.preferences import preferences

if TYPE_CHECKING:
    from accounts.models import User
    from analyses.duplicates.models import DuplicateAnalysis

# The preferences a result depends on.
DECIDING = ("duration_tolerance", "group_other_releases", "preselect_other_releases")

# From this confidence on a pair is a match, unless less sure groups are asked for.
THRESHOLD = 0.5
# No pair below is kept.
LEAST_CONFIDENCE = 0.3


@dataclass(frozen=True, kw_only=True)
class Parameters:
    """What is asked for: which tracks are compared, in which order groups come, from which
    average similarity (0..1) on they are kept."""

    search_term: str = ""
    sort_by: str = "artist"
    min_confidence: float = 0.0

    @classmethod
    def of(cls, analysis: DuplicateAnalysis) -> Parameters:
        return cls(**analysis.parameters)

    def fields(self) -> dict[str, Any]:
        """Return the values by the names that columns and contract share."""
        return asdict(self)

    def digest(self) -> str:
        """Return a short text, equal for equal parameters."""
        return hashlib.sha256(json.dumps(self.fields()).encode()).hexdigest()[:32]


def settings_of(user: User, min_confidence: float = 0.0) -> dict[str, Any]:
    """Return the user's preferences that a result depends on, and the `threshold` where a
    `min_confidence` asks for pairs that are less sure than usual."""
    chosen = preferences(user)
    threshold = threshold_of(min_confidence)
    lowered = {"threshold": threshold} if threshold < THRESHOLD else {}
    return {key: chosen[key] for key in DECIDING} | lowered


def threshold_of(min_confidence: float) -> float:
    """Return the confidence from which a pair counts as a match, for groups from `min_confidence`
    on: the usual one, or as low as is asked for; 0 asks for nothing."""
    return max(LEAST_CONFIDENCE, min(THRESHOLD, min_confidence or THRESHOLD))
