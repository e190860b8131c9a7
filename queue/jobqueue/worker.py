"""Picking and running jobs. Knows nothing of Celery: a loop over `run_one` is a worker."""

from __future__ import annotations

import time
from collections.abc import Callable

import psycopg
import structlog
from django.db import DatabaseError, InterfaceError, OperationalError, connection

from jobqueue import picking, rescue, slots, stopping, transitions
from jobqueue.errors import Cancelled, Interrupted, LeaseLost
from jobqueue.models import AnalysisJob
from jobqueue.registry import Failed
from jobqueue.run import Run
from jobqueue.slots import Slot

log = structlog.get_logger(__name__)

# How long the end of a run waits for a PostgreSQL that is restarting; then rescue takes over.
INSIST_SECONDS = 10.0


def run_one(kind: str) -> bool:
    """Run the best waiting job of `kind` to its end or interruption; return whether one ran.

    Returns False at once where no slot is free: its holder looks again after releasing it."""
    if stopping.requested():
        return False
    if not connection.in_atomic_block:
        connection.close_if_unusable_or_obsolete()
    while True:
        slot = slots.acquire(kind)
        if slot is None:
            return False
        with slot:
            job = _first_of(kind, slot)
            if job is not None:
                execute(job, slot)
                return True
        # Released first, then looked again: a ticket that came meanwhile found no slot free.
        if picking.best_waiting(kind) is None:
            return False


def _first_of(kind: str, slot: Slot) -> AnalysisJob | None:
    """Free what is in progress in a slot just taken, and claim the best waiting job for it."""
    while True:
        rescue.orphans_of(kind, slot.number)
        try:
            with slots.alone():
                return picking.dequeue(kind, slot)
        except LeaseLost:
            # Either a run that does not know yet that it lost this slot has just begun another job,
            # an orphan too; or it is us who have lost it.
            if not slot.is_alive(at_once=True):
                return None


def execute(job: AnalysisJob, slot: Slot, parent: Run | None = None) -> None:
    """Let the job's handler work, and write down how that ended."""
    bound = log.bind(job=str(job.pk), type=job.type, slot=slot.number)
    try:
        run = Run(job, slot, parent)
    except LookupError as missing:
        bound.error("no_handler")
        error = _unexpected(str(missing))
        _insist(lambda: transitions.fail(job, error, {}))
        return
    try:
        run.handler.run(run)
    except LeaseLost:
        bound.warning("lease_lost")
    except Interrupted as left:
        _interrupted(run, str(left))
    except Cancelled:
        _insist(lambda: transitions.stop_cancelled(run.job, run.progress()))
    except Failed as failure:
        error = failure.error
        _insist(lambda: transitions.fail(run.job, error, run.progress()))
    except Exception:  # noqa: BLE001  (a handler may raise anything; the log has it whole)
        bound.exception("job_fault")
        _insist(lambda: transitions.stumble(run.job, _unexpected(), run.progress()))
    except BaseException:
        # The process is told to leave (SystemExit of a soft shutdown): the job goes on elsewhere.
        _interrupted(run)
        raise
    else:
        end = transitions.stop_cancelled if run.cancelling else transitions.complete
        _insist(lambda: end(run.job, run.progress()))


def _interrupted(run: Run, reason: str = "") -> None:
    if not run.gave_way:
        said = reason or "stopped at a checkpoint"
        _insist(lambda: transitions.interrupt(run.job, said, run.progress()))


def _unexpected(message: str = "") -> dict[str, object]:
    return {
        "code": "ANALYSIS_FAILED",
        "message": message or "Something went wrong again and again; the log has the details.",
        "retry_suggested": True,
    }


def _insist(write: Callable[[], object]) -> None:
    """Write the end of a run, waiting for a PostgreSQL that is just restarting."""
    deadline = time.monotonic() + INSIST_SECONDS
    while True:
        try:
            write()
            return
        except (OperationalError, InterfaceError, psycopg.OperationalError) as error:
            if connection.in_atomic_block or time.monotonic() > deadline:
                log.error("end_not_written", error=str(error))
                return
            connection.close()
            time.sleep(0.2)
        except DatabaseError:
            log.exception("end_not_written")
            return
