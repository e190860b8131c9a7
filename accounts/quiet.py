"""The hours in which a user wants to hear nothing."""

from __future__ import annotations

from datetime import UTC, datetime

from accounts.models import User
from accounts.preferences import clock, preference


def is_quiet(user: User, now: datetime) -> bool:
    """Return whether `now` lies in the user's quiet hours."""
    window = preference(user, "quiet_hours")
    return window is not None and in_window(window, now)


def in_window(window: list[str | int], now: datetime) -> bool:
    """Return whether the time of day lies in [from, to), which may go over midnight; both UTC."""
    begin, end, at = clock(window[0]), clock(window[1]), now.astimezone(UTC).time()
    return begin <= at < end if begin < end else at >= begin or at < end
