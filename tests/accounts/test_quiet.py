"""Quiet hours: from the first time on, until just before the second, over midnight too."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from accounts import preferences, quiet, windows
from accounts.models import User
from accounts.preferences import clock


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-01-05T{text}").replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("window", "time", "inside"),
    [
        (["13:00", "14:30"], "12:59:59", False),
        (["13:00", "14:30"], "13:00:00", True),
        (["13:00", "14:30"], "14:30:00", False),
        ([22, 7], "23:00:00", True),
        ([22, 7], "06:59:59", True),
        ([22, 7], "07:00:00", False),
        ([22, 7], "21:59:59", False),
    ],
)
def test_a_window_has_its_first_moment_and_not_its_last(
    window: list[str | int], time: str, inside: bool
) -> None:
    ends = clock(window[0]), clock(window[1])
    assert windows.is_inside(ends, ZoneInfo("UTC"), at(time)) == inside


@pytest.mark.django_db
def test_who_has_chosen_none_is_never_quiet(alice: User) -> None:
    assert not quiet.is_quiet(alice, at("03:00:00"))

    preferences.change(alice, {"quiet_hours": [22, 7]})
    assert quiet.is_quiet(alice, at("03:00:00"))


@pytest.mark.django_db
def test_they_are_meant_in_the_users_time_zone(alice: User) -> None:
    preferences.change(alice, {"quiet_hours": [22, 7], "time_zone": "America/New_York"})

    assert not quiet.is_quiet(alice, at("23:00:00"))
    assert quiet.is_quiet(alice, at("11:59:59"))
