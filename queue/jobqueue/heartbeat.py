"""The row's own heartbeat, over the slot's session, never inside a transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

import psycopg
from psycopg.types.json import Jsonb

from jobqueue import order, picking
from jobqueue.errors import LeaseLost
from jobqueue.models import QueueState
from jobqueue.states import Requested

if TYPE_CHECKING:
    from jobqueue.run import Run

BEAT = """
    UPDATE queue_analysisjob
    SET heartbeat_at = now(), updated_at = now(), revision = %(revision)s,
        current = CASE WHEN %(tells_current)s THEN %(current)s ELSE current END, total = %(total)s, message = %(message)s, details = %(details)s,
        active_seconds = %(active_seconds)s
    WHERE id = %(id)s AND fence = %(fence)s AND status = 'in_progress'
    RETURNING requested, band
"""


def beat(run: Run) -> tuple[str, int]:
    """Keep the run's progress and heartbeat in its row; return what is requested, and its band.

    Raises LeaseLost where the row is no longer this run's."""
    state = run.stamp()
    values = {
        **state,
        "details": Jsonb(state["details"]),
        "tells_current": run.tells_current,
        "id": run.job.pk,
        "fence": run.job.fence,
    }
    try:
        row = run.slot.session.execute(BEAT, values).fetchone()
    except psycopg.OperationalError:
        # Somebody is just changing the row (lock_timeout): the next beat will tell. Or the session
        # is gone: the next probe notices, and takes the slot again.
        return Requested.NONE, run.job.band
    if row is None:
        raise LeaseLost
    return row[0], row[1]


def ask(run: Run) -> order.Look:
    """Return from PostgreSQL what a checkpoint asks of Redis."""
    requested, band = beat(run)
    run.dirty = False
    best = picking.first_in_database(run.job.kind, above=band)
    paused = QueueState.objects.filter(band=band, paused=True).exists()
    return order.Look(best=best, requested=requested, band_paused=paused, band=band)
