"""For how long people watch progress: a total a day, and of nobody in particular.

Watched is the time between two messages that a socket was sent of a running job, not the time that a
page was open.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date

import structlog
from django.db.models import F, Sum
from django.utils import timezone

from jobqueue.models import WatchedDay

log = structlog.get_logger(__name__)

# A longer silence is not watching: the job waits, or nothing goes on. Two messages of a job are at most
# a few seconds apart.
LONGEST_SILENCE_SECONDS = 10.0


class Watched:
    """Adds up what one socket is shown."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._last: float | None = None
        self.seconds = 0.0

    def shown(self, type: str) -> None:
        """Note that a message of this type goes out."""
        if type not in ("progress", "finished"):
            return
        now = self._clock()
        if self._last is not None and now - self._last <= LONGEST_SILENCE_SECONDS:
            self.seconds += now - self._last
        self._last = now if type == "progress" else None


def keep(seconds: float) -> None:
    """Add what a socket that closes was shown; a fault costs the figure alone."""
    try:
        today = timezone.now().date()
        rows = WatchedDay.objects.filter(day=today)
        added = {"seconds": F("seconds") + seconds, "sockets": F("sockets") + 1}
        if not rows.update(**added):
            WatchedDay.objects.bulk_create([WatchedDay(day=today)], ignore_conflicts=True)
            rows.update(**added)
    except Exception:
        log.exception("watching_not_kept")


def seconds(since: date | None = None) -> float:
    """Return the seconds watched, since a day or in all."""
    rows = WatchedDay.objects.all() if since is None else WatchedDay.objects.filter(day__gte=since)
    return float(rows.aggregate(sum=Sum("seconds"))["sum"] or 0.0)
