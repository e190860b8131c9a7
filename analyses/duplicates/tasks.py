"""Celery's ways in: what follows an analysis, and the two nightly beats."""

from __future__ import annotations

from typing import Any

import structlog
from celery import shared_task

from accounts.models import User
from analyses.duplicates import kept, nightly, partial, retention
from jobqueue.tasks import publish

log = structlog.get_logger(__name__)


@shared_task(ignore_result=True)
def clean_up_after(user_id: int) -> None:
    """Apply the retention to a user whose analysis has completed."""
    user = User.objects.filter(pk=user_id).first()
    if user is not None:
        retention.clean_up_after(user)


@shared_task(ignore_result=True)
def keep_partial(analysis_id: str) -> None:
    """Group what an analysis had compared before it was stopped."""
    partial.keep(analysis_id)


@shared_task(ignore_result=True)
def shrink(user_id: int, search_term: str) -> None:
    """Delete the compared libraries that a newer analysis makes useless."""
    kept.shrink(user_id, search_term)


@shared_task(ignore_result=True)
def refresh_stale() -> None:
    nightly.refresh_stale()


@shared_task(ignore_result=True)
def clean_up_old() -> None:
    nightly.clean_up_old()


TASKS: dict[str, Any] = {
    "clean_up_after": clean_up_after,
    "keep_partial": keep_partial,
    "shrink": shrink,
}


def send(name: str, *arguments: Any) -> None:
    """Send a task on; with the broker away it is left to the nightly beat."""
    if not publish(TASKS[name], "maintenance", list(arguments)):
        log.warning("task_not_sent", task=name)
