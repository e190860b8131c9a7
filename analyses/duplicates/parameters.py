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


def settings_of(user: User) -> dict[str, Any]:
    """Return the user's preferences that a result depends on."""
    chosen = preferences(user)
    return {key: chosen[key] for key in DECIDING}
