"""What changed in the library since an analysis read it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from analyses.duplicates.models import DuplicateAnalysis
from library import changes as library_changes

# From either on, a result is worth making again.
SIGNIFICANT_RATIO = 0.05
SIGNIFICANT_COUNT = 100


@dataclass(frozen=True, kw_only=True)
class ChangesSince:
    """Tracks gained, changed and lost, each counted once; `change_ratio` is their share of the
    library as it was at the run."""

    tracks_added: int
    tracks_modified: int
    tracks_deleted: int
    total_changes: int
    change_ratio: float
    significant: bool
    since: datetime | None

    @property
    def text(self) -> str:
        """Say it in words, as in "15 added, 3 modified, 2 removed"; "" where nothing changed."""
        counts = (
            (self.tracks_added, "added"),
            (self.tracks_modified, "modified"),
            (self.tracks_deleted, "removed"),
        )
        return ", ".join(f"{count:,} {what}" for count, what in counts if count)


def since(analysis: DuplicateAnalysis) -> ChangesSince | None:
    """Count the changes since the run read the library, exactly; None while it has not read it."""
    if analysis.library_version is None:
        return None
    net = library_changes.since(analysis.user, analysis.library_version)
    tracks = analysis.library_track_count or 0
    ratio = net.total / tracks if tracks else float(net.total > 0)
    return ChangesSince(
        tracks_added=net.added,
        tracks_modified=net.modified,
        tracks_deleted=net.deleted,
        total_changes=net.total,
        change_ratio=round(ratio, 4),
        significant=ratio >= SIGNIFICANT_RATIO or net.total >= SIGNIFICANT_COUNT,
        since=analysis.started_at,
    )


NONE = ChangesSince(
    tracks_added=0,
    tracks_modified=0,
    tracks_deleted=0,
    total_changes=0,
    change_ratio=0.0,
    significant=False,
    since=None,
)
