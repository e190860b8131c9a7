"""What the night does: refresh what has become stale, remove what is old, finish what was left."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import structlog
from django.conf import settings
from django.utils import timezone

from accounts.models import User
from accounts.preferences import preference
from analyses.duplicates import age, analyses, changes, kept, partial, retention
from analyses.duplicates.age import Level
from analyses.duplicates.models import DuplicateAnalysis
from contract.errors import AnalysisNotFound, Conflict
from jobqueue.states import Band

log = structlog.get_logger(__name__)


@dataclass(frozen=True, kw_only=True)
class Refreshed:
    """How many results were looked at, and how many are made again."""

    looked_at: int
    refreshed: int


def refresh_stale(now: datetime | None = None) -> Refreshed:
    """Refresh each user's newest completed analysis, where their preference says so, in the low
    band."""
    at = now or timezone.now()
    looked_at = refreshed = 0
    for user in _users_with_analyses():
        newest = analyses.newest_completed(user)
        if newest is None:
            continue
        looked_at += 1
        refreshed += is_due(newest, at) and _refresh(newest)
    if refreshed:
        log.info("stale_refreshed", looked_at=looked_at, refreshed=refreshed)
    return Refreshed(looked_at=looked_at, refreshed=refreshed)


def is_due(analysis: DuplicateAnalysis, now: datetime) -> bool:
    """Say whether the night makes this result again: very stale, or stale and the library has
    changed, or never, as its user prefers."""
    found = age.age_of(analysis, now)
    chosen = preference(analysis.user, "auto_refresh")
    if chosen == "very_stale":
        return found.staleness_level == Level.VERY_STALE
    if chosen == "stale_and_changed":
        since = changes.since(analysis)
        return found.is_stale and since is not None and since.total_changes > 0
    return False


def clean_up_old(now: datetime | None = None) -> retention.Removed:
    """Apply the retention to everybody, and finish results that a stopped run left ungrouped."""
    for analysis_id in partial.waiting():
        partial.keep(str(analysis_id))
    for user_id, search_term in kept.shrinkable():
        kept.shrink(user_id, search_term)
    if not settings.AUTO_CLEANUP_ENABLED:
        return retention.Removed()
    removed = retention.clean_up(_users_with_analyses(), by=None, now=now)
    if removed.analyses_deleted:
        log.info("old_analyses_removed", **vars(removed))
    return removed


def _users_with_analyses() -> list[User]:
    return list(User.objects.filter(duplicate_analyses__isnull=False).distinct().order_by("pk"))


def _refresh(analysis: DuplicateAnalysis) -> bool:
    """Return whether a refresh was begun; an equal run that is open already will do, and one that
    was deleted meanwhile is left."""
    try:
        analyses.refresh(analysis, {}, band=Band.LOW)
    except (Conflict, AnalysisNotFound):
        return False
    return True
