"""What happens at a checkpoint: stop, cancel, pause, give way, or just go on."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING

import structlog
from django.db import connection, transaction

from contract.redis_link import Away
from jobqueue import heartbeat, history, order, picking, rescue, slots, stopping, transitions
from jobqueue.errors import Cancelled, Interrupted, LeaseLost
from jobqueue.models import AnalysisJob
from jobqueue.registry import find
from jobqueue.states import Requested

if TYPE_CHECKING:
    from jobqueue.run import Run

log = structlog.get_logger(__name__)

# The row's heartbeat; a run that is silent for 120 s is cut off.
HEARTBEAT_SECONDS = 5.0
# With Redis away PostgreSQL is asked instead, at most this often.
FALLBACK_SECONDS = 0.5


class Watch:
    """When a run last did what it does only now and then."""

    def __init__(self) -> None:
        self.beaten_at = time.monotonic()
        self.asked_at = 0.0


def check(run: Run) -> None:
    if stopping.requested():
        raise Interrupted
    if not run.slot.is_alive():
        _retake(run)
    look = _look(run)
    if look is None:
        return
    if look.requested != Requested.NONE:
        _obey(run)
    if look.band_paused and not run.cancelling:
        raise Interrupted
    if look.best is not None and not run.cancelling:
        _give_way(run, look.best)


def _look(run: Run) -> order.Look | None:
    """Return what Redis, or else PostgreSQL, says; None where neither is to be asked now."""
    now = time.monotonic()
    try:
        look = run.look()
    except Away:
        if now - run.watch.asked_at < FALLBACK_SECONDS:
            return None
        run.watch.asked_at = now
        return heartbeat.ask(run)
    if now - run.watch.beaten_at >= HEARTBEAT_SECONDS:
        run.watch.beaten_at = now
        # The row knows also of what Redis has missed.
        requested, run.job.band = heartbeat.beat(run)
        if requested != Requested.NONE:
            return replace(look, requested=requested)
    return look


def _obey(run: Run) -> None:
    """Do what the row, not Redis, says was requested."""
    row = AnalysisJob.objects.filter(pk=run.job.pk, fence=run.job.fence).first()
    if row is None:
        raise LeaseLost
    if row.requested == Requested.NONE:
        order.forget_request(run.job.pk)
    elif row.requested == Requested.PAUSE:
        raise Interrupted
    elif not run.cancelling:
        run.cancelling = True
        raise Cancelled


def _give_way(run: Run, best: str) -> None:
    """Run the better job, and each better one after it, nested; then win this one back."""
    if run.unwinds or _needs_memory(run, best):
        raise Interrupted(f"{history.GAVE_WAY} to {best}")
    claimed = _swap(run, best)
    if claimed is None:
        return
    from jobqueue import worker

    run.stop_clock()
    while claimed is not None:
        worker.execute(claimed, run.slot, parent=run)
        if stopping.requested():
            raise Interrupted
        # What ran nested shares the slot, and may have lost it a moment ago; by now another worker
        # may run something in it.
        if not run.slot.is_alive(at_once=True):
            run.slot.retake()
            rescue.orphans_of(run.job.kind, run.slot.number)
        claimed = _next(run)
    _win_back(run)


def _needs_memory(run: Run, best: str) -> bool:
    if not run.holds_arrays():
        return False
    job = AnalysisJob.objects.filter(pk=best).only("type").first()
    handler = find(job.type) if job else None
    return handler is not None and handler.holds_arrays


def _swap(run: Run, best: str) -> AnalysisJob | None:
    """In one transaction claim the better job and let this one wait; None where it is gone."""
    with slots.alone(), transaction.atomic():
        claimed = transitions.claim(
            best, slot=run.slot.number, above=run.job.band, reason="nested in a lower job"
        )
        if claimed is not None:
            reason = f"{history.GAVE_WAY} to {best}"
            low = transitions.interrupt(run.job, reason, run.progress())
            if low is None:
                raise LeaseLost
            run.absorb(low)
            run.gave_way = True
    if claimed is None:
        picking.drop_stale(run.job.kind, best)
    return claimed


def _next(run: Run) -> AnalysisJob | None:
    """Claim the next job that is better than the one that waits in this process's memory."""
    best = picking.best_waiting(run.job.kind, above=run.job.band)
    if best is None:
        return None
    if _needs_memory(run, best):
        raise Interrupted
    reason = "nested in a lower job"
    with slots.alone():
        return transitions.claim(best, slot=run.slot.number, above=run.job.band, reason=reason)


def _win_back(run: Run) -> None:
    with slots.alone():
        row = transitions.win_back(run.job, slot=run.slot.number)
    if row is None:
        raise LeaseLost
    run.absorb(row)
    run.gave_way = False
    run.start_clock()


def _retake(run: Run) -> None:
    """Get the slot back after its session broke, then make sure that the row is still ours."""
    connection.close()
    run.slot.retake()
    heartbeat.beat(run)
    log.info("slot_retaken", job=str(run.job.pk))
