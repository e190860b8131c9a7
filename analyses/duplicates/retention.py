"""How long analyses are kept: so many days, so many a user, and never without the newest one.

Removal goes in batches, each a transaction of its own, so that nobody waits for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts import audit
from accounts.models import User
from analyses.duplicates.models import DuplicateAnalysis, LibraryPart, ScoreBlock
from contract.errors import Conflict

Writing = Callable[[], AbstractContextManager[Any]]
Between = Callable[[], None]

# Groups, with their tracks, or pieces of libraries and blocks of scores a transaction.
BATCH = 500
LARGE_ROWS = 10


@dataclass(frozen=True, kw_only=True)
class Removed:
    """What a clean-up removed; tracks are snapshots, never tracks of a library."""

    analyses_deleted: int = 0
    groups_deleted: int = 0
    tracks_deleted: int = 0
    exports_deleted: int = 0

    def __add__(self, other: Removed) -> Removed:
        return Removed(**{name: value + getattr(other, name) for name, value in vars(self).items()})


def clean_up(users: Iterable[User], *, by: User | None, now: datetime | None = None) -> Removed:
    """Apply the retention to the analyses of `users`; write a row of the trail, also for nothing.

    `by` is who asked; nobody for the server itself."""
    removed = _remove_outlived(users, now or timezone.now())
    audit.record(by, "cleaned", noun="duplicates", **vars(removed))
    return removed


def clean_up_after(user: User) -> Removed:
    """Apply the retention to one user, whose analysis has completed; a row only for something."""
    removed = _remove_outlived([user], timezone.now())
    if removed.analyses_deleted:
        audit.record(user, "cleaned", noun="duplicates", automatic=True, **vars(removed))
    return removed


def _remove_outlived(users: Iterable[User], now: datetime) -> Removed:
    removed = Removed()
    for user in users:
        for analysis in outlived(user, now):
            # One that was resumed since is left.
            with suppress(Conflict):
                removed += remove(analysis)
    return removed


def outlived(user: User, now: datetime) -> list[DuplicateAnalysis]:
    """Return the user's ended analyses that are too old or too many, the oldest last.

    The newest completed one stays whatever its age, and counts as one of the kept ones."""
    mine = DuplicateAnalysis.objects.visible_to(user).newest_first()
    ended = list(mine.exclude(status=DuplicateAnalysis.Status.RUNNING))
    newest = next((one for one in ended if one.status == one.Status.COMPLETED), None)
    rest = [one for one in ended if one is not newest]
    most = settings.MAX_RESULTS_PER_USER - (newest is not None)
    too_many = rest[max(0, most) :] if settings.MAX_RESULTS_PER_USER else []
    return [one for one in rest if one in too_many or _is_too_old(one, now)]


def _is_too_old(analysis: DuplicateAnalysis, now: datetime) -> bool:
    if not settings.CLEANUP_DAYS:
        return False
    ended = analysis.completed_at or analysis.created_at
    return ended <= now - timedelta(days=settings.CLEANUP_DAYS)


def remove(analysis: DuplicateAnalysis) -> Removed:
    """Delete an analysis with all that belongs to it; raises Conflict while a job works on it."""
    ended = DuplicateAnalysis.objects.filter(pk=analysis.pk).exclude(
        status=DuplicateAnalysis.Status.RUNNING
    )

    @contextmanager
    def writing() -> Iterator[None]:
        # Each time, for it may be resumed between two batches: what its new run saves is not ours.
        with transaction.atomic():
            if not ended.update(result_saved=False, prepared=False):
                raise _at_work(analysis)
            yield

    # The groups vanish all at once, before they go one batch after the other.
    with writing():
        pass
    groups, tracks = remove_groups(analysis.pk, writing)
    for model in (ScoreBlock, LibraryPart):
        remove_rows(model.objects.filter(analysis=analysis), writing)
    # Without the lock of `writing`: a refresh that completes locks itself, then what it replaces.
    deleted = ended.delete()[1].get(DuplicateAnalysis._meta.label, 0)
    if not deleted:
        raise _at_work(analysis)
    return Removed(analyses_deleted=deleted, groups_deleted=groups, tracks_deleted=tracks)


def _at_work(analysis: DuplicateAnalysis) -> Conflict:
    return Conflict(
        "A job works on the analysis; cancel it first.",
        analysis_id=str(analysis.pk),
        job_id=str(analysis.job_id),
        status=DuplicateAnalysis.Status.RUNNING.value,
    )


def remove_groups(
    analysis_id: UUID, writing: Writing = transaction.atomic, between: Between = lambda: None
) -> tuple[int, int]:
    """Delete the groups of an analysis, each batch in a transaction that `writing` opens; call
    `between` after each. Return how many groups and how many tracks."""
    groups = tracks = 0
    while True:
        with writing(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT id FROM duplicates_duplicategroup WHERE analysis_id = %s LIMIT %s",
                [analysis_id, BATCH],
            )
            ids = [row[0] for row in cursor.fetchall()]
            cursor.execute("DELETE FROM duplicates_duplicatetrack WHERE group_id = ANY(%s)", [ids])
            tracks += cursor.rowcount
            cursor.execute("DELETE FROM duplicates_duplicategroup WHERE id = ANY(%s)", [ids])
            groups += cursor.rowcount
        between()
        if len(ids) < BATCH:
            return groups, tracks


def remove_rows(
    rows: QuerySet[Any], writing: Writing = transaction.atomic, between: Between = lambda: None
) -> int:
    """Delete large rows, some at a time, in the same way; return how many."""
    removed = 0
    while True:
        with writing():
            ids = list(rows.values_list("pk", flat=True)[:LARGE_ROWS])
            rows.model.objects.filter(pk__in=ids).delete()
        removed += len(ids)
        between()
        if len(ids) < LARGE_ROWS:
            return removed
