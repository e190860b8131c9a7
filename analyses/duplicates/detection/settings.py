"""What the caller of a detection may choose."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass

DETECTOR_VERSION = "6"
"""Grows with every change of rules or weights that may change a result."""

GAP_KEPT_SECONDS = 30.0
"""Pairs further apart than this are never scored: no tolerance may be larger."""

CONFIDENCE_KEPT = 0.3
"""Pairs below this are not kept: no threshold may be lower."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Settings of a detection.

    duration_tolerance: seconds that two copies of one recording may differ, 0 to 30.
    group_other_releases: whether the same recording on another album joins a group.
    threshold: confidence, 0.3 to 1, from which a pair counts as a match.
    """

    duration_tolerance: float = 8.0
    group_other_releases: bool = True
    threshold: float = 0.5

    def __post_init__(self) -> None:
        if not 0 <= self.duration_tolerance <= GAP_KEPT_SECONDS:
            raise ValueError(f"duration_tolerance is 0 to {GAP_KEPT_SECONDS:g} seconds")
        if not CONFIDENCE_KEPT <= self.threshold <= 1:
            raise ValueError(f"threshold is {CONFIDENCE_KEPT:g} to 1")

    def digest(self) -> str:
        """Return a short text that is equal for equal settings of one detector version."""
        text = json.dumps([DETECTOR_VERSION, asdict(self)], sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:16]
