"""Quiet hours: from the first time on, until just before the second, over midnight too."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from accounts import preferences, quiet
from accounts.models import User


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
    assert quiet.in_window(window, at(time)) == inside


@pytest.mark.django_db
def test_who_has_chosen_none_is_never_quiet(alice: User) -> None:
    assert not quiet.is_quiet(alice, at("03:00:00"))

    preferences.change(alice, {"quiet_hours": [22, 7]})
    assert quiet.is_quiet(alice, at("03:00:00"))
