"""What an analysis has brought so far: groups resolved, tracks trashed, space freed."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q, Sum

from analyses.duplicates.changes import ChangesSince
from analyses.duplicates.models import DuplicateAnalysis, DuplicateGroup, DuplicateTrack


@dataclass(frozen=True, kw_only=True)
class Impact:
    """Of the groups and tracks of one analysis; a track counts as trashed however it went."""

    groups_total: int
    groups_resolved: int
    groups_left: int
    tracks_trashed: int
    tracks_left: int
    bytes_freed: int
    seconds_freed: float
    by_action: dict[str, int]
    suggest_new_analysis: bool


def impact_of(analysis: DuplicateAnalysis, changes: ChangesSince | None = None) -> Impact:
    """Count, by a few queries over its groups. A new analysis is suggested where all is done, or much has changed."""
    groups = DuplicateGroup.objects.of_results().filter(analysis=analysis)
    by_action = dict(
        groups.filter(resolved=True)
        .values_list("resolution_action")
        .annotate(count=Count("pk"))
        .order_by("resolution_action")
    )
    total = groups.count()
    resolved = sum(by_action.values())
    gone = Q(track=None) | Q(track__deleted_at__isnull=False)
    tracks = DuplicateTrack.objects.filter(group__in=groups).aggregate(
        trashed=Count("pk", filter=gone),
        left=Count("pk", filter=~gone),
        freed=Sum("size_bytes", filter=gone),
        seconds=Sum("duration", filter=gone),
    )
    done = total > 0 and resolved == total
    return Impact(
        groups_total=total,
        groups_resolved=resolved,
        groups_left=total - resolved,
        tracks_trashed=tracks["trashed"],
        tracks_left=tracks["left"],
        bytes_freed=tracks["freed"] or 0,
        seconds_freed=tracks["seconds"] or 0.0,
        by_action=by_action,
        suggest_new_analysis=done or bool(changes and changes.significant),
    )
