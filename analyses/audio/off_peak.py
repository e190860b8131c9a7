"""When a user lets background work be done: their off-peak window, in their time zone."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from accounts import windows

if TYPE_CHECKING:
    from accounts.models import User

# The preferences that say when it is open.
PREFERENCES = frozenset({"off_peak_window", "time_zone"})


def opens_at(user: User, now: datetime) -> datetime | None:
    """Return when the window opens next; None where it is open at `now`, or there is none."""
    window, zone = windows.chosen(user, "off_peak_window")
    return None if window is None else windows.next_opening(window, zone, now)
