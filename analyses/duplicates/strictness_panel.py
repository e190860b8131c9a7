"""The panel where another strictness is tried: what the analysis found, beside what it would have."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q, Sum

from analyses.duplicates.detector import MOST_TOLERANCE
from analyses.duplicates.models import DuplicateAnalysis, DuplicateTrack
from analyses.duplicates.parameters import LEAST_CONFIDENCE
from analyses.duplicates.preview import Figures, has_scores
from analyses.duplicates.strictness import Strictness

LABELS = {"groups": "Groups", "tracks": "Tracks in them", "bytes": "Size of the copies"}


@dataclass(frozen=True, kw_only=True)
class Row:
    """One figure: as the analysis has it, and at the position tried, None before it is worked out.
    Widths of bars are 0..100, on one scale."""

    name: str
    label: str
    now: int
    there: int | None

    @property
    def now_width(self) -> float:
        return self._width(self.now)

    @property
    def there_width(self) -> float:
        return self._width(self.there or 0)

    def _width(self, value: int) -> float:
        return round(100 * value / max(1, self.now, self.there or 0), 2)


@dataclass(frozen=True, kw_only=True)
class Panel:
    """The position of the controls, and the figures now and there."""

    strictness: Strictness
    now: Figures
    there: Figures | None = None
    least_confidence: float = LEAST_CONFIDENCE
    most_tolerance: float = MOST_TOLERANCE

    @property
    def rows(self) -> list[Row]:
        now = self.now.fields()
        there = self.there.fields() if self.there else {}
        return [
            Row(name=name, label=label, now=now[name], there=there.get(name))
            for name, label in LABELS.items()
        ]

    @property
    def words(self) -> str:
        """Say what the position does to the number of groups; "" before it is known."""
        if self.there is None:
            return ""
        more = self.there.groups - self.now.groups
        noun = "group" if abs(more) == 1 else "groups"
        if not more:
            return "As many groups as in this analysis."
        return f"{abs(more):,} {noun} {'more' if more > 0 else 'fewer'} than in this analysis."


def of(
    analysis: DuplicateAnalysis,
    strictness: Strictness | None = None,
    there: Figures | None = None,
) -> Panel | None:
    """Return the panel of an analysis, as strict as it was itself unless said; None where it kept
    no scores."""
    if not has_scores(analysis):
        return None
    return Panel(
        strictness=strictness or Strictness.of(analysis), now=_found(analysis), there=there
    )


def _found(analysis: DuplicateAnalysis) -> Figures:
    """Count what the analysis has found as a preview does, by one query."""
    kept = Q(is_canonical=True)
    found = DuplicateTrack.objects.filter(group__analysis=analysis).aggregate(
        groups=Count("pk", filter=kept),
        tracks=Count("pk"),
        bytes=Sum("size_bytes", filter=~kept, default=0),
    )
    return Figures(**found)
