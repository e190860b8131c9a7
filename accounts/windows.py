"""Windows of the day, [from, to) in a user's time zone: quiet hours, off-peak hours."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from accounts.models import Preference, User
from accounts.preferences import clock, default_of

Window = tuple[time, time]


def chosen(user: User, key: str) -> tuple[Window | None, ZoneInfo]:
    """Return the window that `user` chose for a preference, None where there is none, and their time
    zone."""
    rows = Preference.objects.filter(user=user, key__in=[key, "time_zone"])
    values = dict(rows.values_list("key", "value"))
    ends = values.get(key, default_of(key))
    zone = ZoneInfo(values.get("time_zone", default_of("time_zone")))
    return (None if ends is None else (clock(ends[0]), clock(ends[1]))), zone


def is_inside(window: Window, zone: ZoneInfo, now: datetime) -> bool:
    """Return whether `now` lies in a daily window; one whose end comes before its start goes over
    midnight."""
    begin, end = window
    at = now.astimezone(zone).time()
    return begin <= at < end if begin < end else at >= begin or at < end


def next_opening(window: Window, zone: ZoneInfo, now: datetime) -> datetime | None:
    """Return when a daily window opens next, in UTC; None while it is open.

    Where the clock is put forward over the opening, that is the same moment a little later; where it
    is put back, the first of the two that is still to come."""
    if is_inside(window, zone, now):
        return None
    today = now.astimezone(zone).date()
    for days in range(3):
        for fold in (0, 1):
            here = datetime.combine(today + timedelta(days=days), window[0], zone)
            opening = here.replace(fold=fold).astimezone(UTC)
            if opening > now:
                return opening
    raise AssertionError("every day has an opening")
