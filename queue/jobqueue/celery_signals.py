"""What the worker's processes do at their start, at a fault, and at SIGTERM."""

from __future__ import annotations

import os
import threading
from typing import Any

import structlog
from celery.signals import (
    celeryd_init,
    task_failure,
    worker_process_init,
    worker_process_shutdown,
    worker_shutdown,
    worker_shutting_down,
)
from django.db import connection

from jobqueue import sessions, stopping
from jobqueue.states import Band, Kind

log = structlog.get_logger(__name__)


@celeryd_init.connect
def _remember_name(sender: str, **kwargs: Any) -> None:
    """In the parent, before it forks: its children carry its name."""
    sessions.set_worker(sender)


@worker_shutting_down.connect
def _stop(**kwargs: Any) -> None:
    """Fires in the parent on SIGTERM; the running job sees it at its next checkpoint."""
    stopping.request()


@worker_process_shutdown.connect
def _leave_at_once(**kwargs: Any) -> None:
    """Fires in a child that leaves. Celery has it sleep for a second then, so that its results are
    fetched; there are none here, and a stop is to take no longer than two."""
    if stopping.requested():
        os._exit(0)


@worker_shutdown.connect
def _leave_tickets(**kwargs: Any) -> None:
    """Fires in the parent once it consumes no more. What it fetched while it stopped is lost, and with
    it perhaps the ticket for the job it gave back: others are to look."""
    from jobqueue import tasks

    for kind in Kind:
        tasks.send_ticket(kind, Band.HIGH)


@worker_process_init.connect
def _repair_at_start(**kwargs: Any) -> None:
    """Fires in each new child: the one before may have been killed in the middle of a job."""
    # Celery kills a child that is not up in 4 s, so nothing here may keep it waiting.
    threading.Thread(target=_repair, name="repair-at-start", daemon=True).start()


@task_failure.connect
def _repair_after_failure(sender: Any = None, **kwargs: Any) -> None:
    """Fires where a task raised, and in the parent where its child was killed."""
    from jobqueue import tasks

    # A repair that failed is not asked for again at once: with PostgreSQL away that would never end.
    if getattr(sender, "name", "") != tasks.repair_queue.name:
        tasks.send_repair()


def _repair() -> None:
    from jobqueue import repair, workers

    workers.count_start(sessions.worker_name())
    try:
        repair.repair()
    except Exception:
        # The beat repairs again in a moment.
        log.exception("repair_failed")
    finally:
        connection.close()
