"""Results of runs that were stopped where nobody held their library: a waiting one that was
cancelled, or one whose worker was lost for good. What they had compared is grouped here."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from uuid import UUID

from django.db import connection, transaction

from analyses.duplicates import itunes, kept, snapshot
from analyses.duplicates.comparison import Comparison
from analyses.duplicates.models import DuplicateAnalysis, ScoreBlock
from analyses.duplicates.saving import Saved, save

# The space of advisory locks in which two makers of one result meet.
MAKERS = 0x6D64_7061  # "mdpa"


class Superseded(Exception):
    """The analysis runs again, or is gone: its result is somebody else's."""


class PartialHold:
    """The hold of a maker: good as long as the analysis stays stopped without a result."""

    def __init__(self, analysis: DuplicateAnalysis) -> None:
        self.stopped = DuplicateAnalysis.objects.filter(pk=analysis.pk, partial=True).exclude(
            status=DuplicateAnalysis.Status.RUNNING
        )

    @contextmanager
    def _writing(self) -> Iterator[None]:
        with transaction.atomic():
            if not self.stopped.select_for_update(no_key=True).exists():
                raise Superseded
            yield

    def writing(self) -> AbstractContextManager[None]:
        return self._writing()

    def tick(self, step: str = "", done: int = 0, total: int = 0) -> None:
        return None

    def found(self, groups: int) -> None:
        return None


def waiting() -> list[UUID]:
    """Return the stopped analyses that have compared something and have no result."""
    stopped = DuplicateAnalysis.objects.filter(
        partial=True,
        prepared=True,
        result_saved=False,
        status__in=[DuplicateAnalysis.Status.CANCELLED, DuplicateAnalysis.Status.FAILED],
        pk__in=ScoreBlock.objects.values("analysis_id"),
    )
    return list(stopped.values_list("pk", flat=True))


def keep(analysis_id: UUID | str) -> bool:
    """Group what an analysis had compared and save it; return whether there was anything to do."""
    analysis = (
        DuplicateAnalysis.objects.select_related("user")
        .filter(pk=analysis_id, pk__in=waiting())
        .first()
    )
    if analysis is None:
        return False
    with _alone(analysis) as alone:
        if not alone:
            return False
        try:
            _make(analysis, PartialHold(analysis))
        except Superseded:
            return False
    return True


def _make(analysis: DuplicateAnalysis, hold: PartialHold) -> None:
    with snapshot.taken(analysis) as taken:
        comparison = Comparison(taken, analysis.settings)
        comparison.compared = kept.load(analysis, hold)
        comparison.leave_out_what_is_gone(hold.tick)
        groups = comparison.groups(hold.tick)
        matches = itunes.of_groups(analysis, groups, comparison, hold.tick)
        save(analysis, Saved(groups=groups, matches=matches), comparison, hold)


@contextmanager
def _alone(analysis: DuplicateAnalysis) -> Iterator[bool]:
    key = [MAKERS, analysis.pk.int % 2**31]
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", key)
        held = bool(cursor.fetchone()[0])
        try:
            yield held
        finally:
            if held:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", key)
