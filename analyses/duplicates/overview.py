"""What the page of duplicates shows beside the groups: which analysis, how old, what goes on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q, Sum

from analyses.duplicates import age, analyses, changes, comparison_words, unheeded
from analyses.duplicates.models import DuplicateAnalysis, DuplicateGroup, DuplicateTrack
from analyses.duplicates.progress import STEPS
from jobqueue.progress import progress_body

if TYPE_CHECKING:
    from accounts.models import User

HISTORY = 5


@dataclass(frozen=True, kw_only=True)
class Kept:
    """A kept analysis with its age, what changed in the library since, and the verdicts that its groups
    do not follow; made: what it compared, in words."""

    analysis: DuplicateAnalysis
    age: age.Age
    changes: changes.ChangesSince | None = None
    unheeded: unheeded.Unheeded = unheeded.NONE
    made: str = ""

    @property
    def since(self) -> str:
        """All that happened since, in words; "" where nothing did."""
        texts = (self.changes.text if self.changes else "", self.unheeded.text)
        return ", ".join(text for text in texts if text)


@dataclass(frozen=True, kw_only=True)
class Running:
    """A run that goes on: its progress, and its steps as (name, done | now | later)."""

    analysis: DuplicateAnalysis
    progress: dict[str, Any]
    steps: list[tuple[str, str]]


@dataclass(frozen=True, kw_only=True)
class Figures:
    """Of one analysis: groups, the copies in them besides the kept ones, what these weigh."""

    groups: int
    copies: int
    bytes: int
    unsure: int
    other_releases: int


def kept(analysis: DuplicateAnalysis, now: datetime, limits: Sequence[float]) -> Kept:
    since, unheard = changes.since(analysis), unheeded.by(analysis)
    return Kept(
        analysis=analysis,
        age=age.age_of(analysis, now, limits=limits, changes=since, unheeded=unheard),
        changes=since,
        unheeded=unheard,
        made="" if analysis.partial else comparison_words.words_of(analysis.comparison),
    )


def running(user: User) -> Running | None:
    """Return the user's open analysis, with how far its job is."""
    analysis = analyses.running(user)
    job = analyses.job_of(analysis) if analysis else None
    if analysis is None or job is None:
        return None
    progress = progress_body(job)
    at = int(progress.get("current_step", 0))
    steps = [(str(step.label), _stage(number, at)) for number, step in enumerate(STEPS, start=1)]
    return Running(analysis=analysis, progress=progress, steps=steps)


def _stage(number: int, at: int) -> str:
    return "done" if number < at else "now" if number == at else "later"


def history(user: User, now: datetime, limits: Sequence[float]) -> list[Kept]:
    """Return the newest ended analyses, each with its age."""
    mine = DuplicateAnalysis.objects.visible_to(user).newest_first()
    ended = mine.exclude(status=DuplicateAnalysis.Status.RUNNING)
    return [Kept(analysis=one, age=age.age_of(one, now, limits=limits)) for one in ended[:HISTORY]]


def shown_by_itself(user: User, past: Sequence[Kept]) -> DuplicateAnalysis | None:
    """Return what the page shows unasked: the newest completed one, else one that stopped with
    groups."""
    ended = (one.analysis for one in past)
    stopped = (one for one in ended if one.result_saved and one.total_groups_found)
    return analyses.newest_completed(user) or next(stopped, None)


def stopped_since(
    past: Sequence[Kept], shown: DuplicateAnalysis | None
) -> DuplicateAnalysis | None:
    """Return the newest analysis where it failed or was cancelled after the one that is shown."""
    newest = past[0].analysis if past else None
    if newest is None or newest == shown or newest.status == newest.Status.COMPLETED:
        return None
    return newest


def figures(analysis: DuplicateAnalysis) -> Figures:
    """Count over the groups of an analysis, by two queries."""
    groups = DuplicateGroup.objects.of_results().filter(analysis=analysis)
    found = groups.aggregate(
        groups=Count("pk"),
        copies=Sum("duplicate_count"),
        unsure=Count("pk", filter=Q(suggested_action=DuplicateGroup.Action.MANUAL_REVIEW)),
        other_releases=Count("pk", filter=Q(outcome=DuplicateGroup.Outcome.OTHER_RELEASE)),
    )
    copies = DuplicateTrack.objects.filter(
        group__analysis=analysis,
        group__outcome=DuplicateGroup.Outcome.DUPLICATE,
        is_canonical=False,
    )
    return Figures(
        groups=found["groups"],
        copies=found["copies"] or 0,
        bytes=copies.aggregate(bytes=Sum("size_bytes"))["bytes"] or 0,
        unsure=found["unsure"],
        other_releases=found["other_releases"],
    )
