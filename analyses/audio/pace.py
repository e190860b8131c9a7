"""What holds the background analysis back: a limit of songs a minute, the user's off-peak window, and
other users who wait for their turn.

Whoever has to wait leaves the job waiting and the slot free; nobody sleeps in it.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from analyses.audio import off_peak
from jobqueue import fairness
from jobqueue.errors import Interrupted, LeaseLost
from jobqueue.models import AnalysisJob
from jobqueue.run import Run
from jobqueue.states import Status

MINUTE = 60.0
# How often the preferences are read anew: a window that closes stops the work so soon.
WINDOW_SECONDS = 5.0
# A rest of a minute that is shorter is not worth leaving for.
SHORT_SECONDS = 1.0
# Between two looks at the queue in it.
WAIT_SECONDS = 0.2


class Pace:
    """Holds a run back to so many songs a minute: they are done one after the other, and the rest of
    the minute is left to other jobs."""

    def __init__(self, run: Run) -> None:
        self.run = run
        kept = run.job.cursor or {}
        # When the present minute began (seconds since 1970), and how many songs were done in it.
        self.since = float(kept.get("since", 0.0))
        self.songs = int(kept.get("songs", 0))

    def wait(self) -> None:
        """Wait for the next minute where this one is full, by Interrupted where that is long."""
        limit = settings.BACKGROUND_SONGS_PER_MINUTE
        # A minute that begins later than now is one of a clock that was set back since.
        if limit and self.songs >= limit and self.since <= time.time():
            self._wait_until(self.since + MINUTE)
        if not 0 <= time.time() - self.since < MINUTE:
            self.since, self.songs = time.time(), 0

    def counted(self) -> dict[str, Any]:
        """Count a song that is done next, and return the cursor that an interrupted run goes on with,
        so that it does not begin a minute of its own."""
        self.songs += 1
        return {"since": self.since, "songs": self.songs}

    def _wait_until(self, moment: float) -> None:
        if moment - time.time() > SHORT_SECONDS:
            self.run.report(message="Waits: enough songs for this minute")
            self.run.wait_until(datetime.fromtimestamp(moment, UTC))
        while (rest := moment - time.time()) > 0:
            self.run.checkpoint()
            time.sleep(min(rest, WAIT_SECONDS))


class Window:
    """Stops a run where its user's off-peak window closes."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.looked_at = float("-inf")

    def wait_outside(self) -> None:
        """Leave the job waiting for the window, by Interrupted, where it is closed."""
        if time.monotonic() - self.looked_at < WINDOW_SECONDS:
            return
        self.looked_at = time.monotonic()
        opening = off_peak.opens_at(self.run.job.user, timezone.now())
        if opening is not None:
            self.run.report(message="Waits for the off-peak window")
            self.run.wait_until(opening)


class Turn:
    """Lets another user's job of the same band go first after so many songs of a run."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.songs = 0

    def give(self) -> None:
        """Where the turn is over and somebody else waits, leave the job waiting behind them, by
        Interrupted; else count a song."""
        if self.songs >= settings.BACKGROUND_SONGS_A_TURN:
            self.songs = 0
            if _others_wait(self.run.job):
                _go_behind(self.run.job)
                raise Interrupted
        self.songs += 1


def _others_wait(job: AnalysisJob) -> bool:
    due = AnalysisJob.objects.due().filter(kind=job.kind, band=job.band)
    return due.exclude(user_id=job.user_id).exists()


def _go_behind(job: AnalysisJob) -> None:
    """Give a running job a new rank, as if it were made now; raises LeaseLost."""
    with transaction.atomic():
        held = AnalysisJob.objects.filter(pk=job.pk, fence=job.fence, status=Status.IN_PROGRESS)
        row = held.select_for_update(no_key=True).first()
        if row is None:
            raise LeaseLost
        row.rank = fairness.rank_for(row)
        row.save(update_fields=["rank"])
