"""The hours in which a user wants to hear nothing."""

from __future__ import annotations

from datetime import datetime

from accounts import windows
from accounts.models import User


def is_quiet(user: User, now: datetime) -> bool:
    """Return whether `now` lies in the user's quiet hours, in their time zone."""
    window, zone = windows.chosen(user, "quiet_hours")
    return window is not None and windows.is_inside(window, zone, now)
