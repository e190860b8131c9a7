"""How old a result is, in four levels, and whether to make it again, with the reasons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models

from accounts.preferences import preference
from analyses.duplicates.changes import ChangesSince
from analyses.duplicates.unheeded import Unheeded

if TYPE_CHECKING:
    from accounts.models import User
    from analyses.duplicates.models import DuplicateAnalysis

HOUR = 3600
UNITS = (("day", 24 * HOUR), ("hour", HOUR), ("minute", 60))


class Level(models.TextChoices):
    FRESH = "fresh", "Recently analysed"
    MODERATE = "moderate", "Analysed a while ago"
    STALE = "stale", "Out of date"
    VERY_STALE = "very_stale", "Long out of date"


COLORS = {
    Level.FRESH: "green",
    Level.MODERATE: "yellow",
    Level.STALE: "orange",
    Level.VERY_STALE: "red",
}


@dataclass(frozen=True, kw_only=True)
class Age:
    """The age block of the contract."""

    age_seconds: int
    age_text: str
    staleness_level: str
    color: str
    badge: str
    is_stale: bool
    recommend_refresh: bool
    reasons: list[str]
    suggested_action: str


def limits_of(user: User) -> list[float]:
    """Return the hours from which this user's results are moderate, stale, very stale."""
    return [float(hours) for hours in preference(user, "stale_after_hours")]


def age_of(
    analysis: DuplicateAnalysis,
    now: datetime,
    *,
    limits: Sequence[float] | None = None,
    changes: ChangesSince | None = None,
    unheeded: Unheeded | None = None,
) -> Age:
    """Return how old an analysis is at `now`, measured from its end.

    `limits` are hours, its user's own where none are given. Without `changes` and
    `unheeded` only age counts."""
    born = analysis.completed_at or analysis.created_at
    seconds = max(0, int((now - born).total_seconds()))
    level = level_of(seconds, limits_of(analysis.user) if limits is None else limits)
    reasons = _reasons(seconds, level, changes)
    if unheeded is not None and unheeded.text:
        reasons.append(f"Its groups do not follow yet: {unheeded.text}.")
    complete = analysis.status == analysis.Status.COMPLETED and not analysis.partial
    if not complete and not analysis.is_running:
        reasons.insert(0, "It holds only what was found before it stopped.")
    recommended = bool(reasons)
    return Age(
        age_seconds=seconds,
        age_text=text_of(seconds),
        staleness_level=level.value,
        color=COLORS[level],
        badge=str(level.label),
        is_stale=level in (Level.STALE, Level.VERY_STALE),
        recommend_refresh=recommended,
        reasons=reasons,
        suggested_action="refresh" if recommended else "none",
    )


def level_of(seconds: float, limits: Sequence[float]) -> Level:
    """Return the level of an age; at a limit, in hours, the next level begins."""
    reached = sum(seconds >= hours * HOUR for hours in limits)
    return list(Level)[reached]


def text_of(seconds: int) -> str:
    """Return an age in a person's words, as in "2 hours ago"."""
    for unit, length in UNITS:
        count = seconds // length
        if count:
            return f"{count} {unit}{'s' if count > 1 else ''} ago"
    return "just now"


def _reasons(seconds: int, level: Level, changes: ChangesSince | None) -> list[str]:
    reasons = []
    if level in (Level.STALE, Level.VERY_STALE):
        reasons.append(f"It was made {text_of(seconds)}.")
    if changes is not None and (changes.significant or (reasons and changes.total_changes)):
        reasons.append(f"Since then: {changes.text}.")
    return reasons
