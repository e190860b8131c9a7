"""For how long people watch progress: a total a day, and of nobody in particular.

Watched is the time between two messages that a socket was sent of a running job, not the time that a
page was open; nor that for which the page says that it is hidden. It counts for the day on which the
socket closes.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import structlog
from django.db.models import F, Sum
from django.utils import timezone

from jobqueue.models import WatchedDay

log = structlog.get_logger(__name__)

# A longer silence is not watching: the job waits, or nothing goes on. Two messages of a job are at most
# a few seconds apart.
LONGEST_SILENCE_SECONDS = 10.0
# What a page may say is shorter, in characters.
LONGEST_WORD = 100


@dataclass(frozen=True, kw_only=True)
class Total:
    """For how many seconds progress was watched, by how many sockets: each opened page has one."""

    seconds: float
    sockets: int

    @property
    def hours(self) -> float:
        return self.seconds / 3600


class Watched:
    """Adds up what one socket is shown."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._last: float | None = None
        self._hidden = False
        self.seconds = 0.0

    def shown(self, type: str) -> None:
        """Note that a message of this type goes out."""
        if self._hidden or type not in ("progress", "finished"):
            return
        now = self._clock()
        if self._last is not None and now - self._last <= LONGEST_SILENCE_SECONDS:
            self.seconds += now - self._last
        self._last = now if type == "progress" else None

    def watch(self, watching: bool) -> None:
        """Take what the page says: whether anybody can look at it."""
        self._hidden = not watching
        self._last = None


def said_by(text: str | None) -> bool | None:
    """Return what a page says of itself by {"watching": …}; None for all else that may come."""
    if text is None or len(text) > LONGEST_WORD:
        return None
    try:
        said = json.loads(text)
    except ValueError:
        return None
    watching = said.get("watching") if isinstance(said, dict) else None
    return watching if isinstance(watching, bool) else None


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


def total(since: date | None = None) -> Total:
    """Return what was watched, since a day or in all."""
    rows = WatchedDay.objects.all() if since is None else WatchedDay.objects.filter(day__gte=since)
    found = rows.aggregate(seconds=Sum("seconds"), sockets=Sum("sockets"))
    return Total(seconds=found["seconds"] or 0.0, sockets=found["sockets"] or 0)
