"""When a user lets background work be done: their off-peak window, in their time zone."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from accounts.preferences import clock, preferences

if TYPE_CHECKING:
    from accounts.models import User


def opens_at(user: User, now: datetime) -> datetime | None:
    """Return when the window opens next; None where it is open at `now`, or there is none."""
    chosen = preferences(user)
    window = chosen["off_peak_window"]
    if window is None:
        return None
    return next_opening(clock(window[0]), clock(window[1]), ZoneInfo(chosen["time_zone"]), now)


def next_opening(start: time, end: time, zone: ZoneInfo, now: datetime) -> datetime | None:
    """Return when a daily window opens next, in UTC's own time; None while it is open.

    A window whose end comes before its start goes over midnight."""
    here = now.astimezone(zone)
    at = here.time()
    is_open = start <= at < end if start < end else at >= start or at < end
    if is_open:
        return None
    opening = datetime.combine(here.date(), start, zone)
    if opening <= here:
        opening = datetime.combine(here.date() + timedelta(days=1), start, zone)
    # The clock may be put forward over it: then the same moment a little later.
    return opening.astimezone(now.tzinfo)
