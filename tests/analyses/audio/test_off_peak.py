"""An off-peak window is meant in its user's time zone, and may go over midnight."""

from __future__ import annotations

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest

from accounts.windows import next_opening

BERLIN = ZoneInfo("Europe/Berlin")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("start", "end", "zone", "now", "opening"),
    [
        # The limits: open from the first moment on, closed from the last.
        (2, 5, ZoneInfo("UTC"), "2026-03-02T02:00", None),
        (2, 5, ZoneInfo("UTC"), "2026-03-02T04:59", None),
        (2, 5, ZoneInfo("UTC"), "2026-03-02T05:00", "2026-03-03T02:00"),
        (2, 5, ZoneInfo("UTC"), "2026-03-02T01:59", "2026-03-02T02:00"),
        # Over midnight.
        (22, 6, ZoneInfo("UTC"), "2026-03-02T23:00", None),
        (22, 6, ZoneInfo("UTC"), "2026-03-02T05:59", None),
        (22, 6, ZoneInfo("UTC"), "2026-03-02T06:00", "2026-03-02T22:00"),
        # 01:30 UTC is 02:30 in Berlin in winter, and 03:30 in summer.
        (3, 5, BERLIN, "2026-01-10T01:30", "2026-01-10T02:00"),
        (3, 5, BERLIN, "2026-07-10T01:30", None),
        # The night in which 02:00..03:00 does not exist there.
        (2, 5, BERLIN, "2026-03-29T00:30", "2026-03-29T01:00"),
    ],
)
def test_it_opens(start: int, end: int, zone: ZoneInfo, now: str, opening: str | None) -> None:
    found = next_opening((time(start), time(end)), zone, at(now))

    assert found == (opening and at(opening))


@pytest.mark.parametrize(
    ("now", "opening"),
    [
        # 02:00..03:00 comes twice there in this night: first until 01:00 UTC, then until 02:00.
        ("2026-10-25T00:10", "2026-10-25T00:30"),
        ("2026-10-25T01:10", "2026-10-25T01:30"),
        ("2026-10-25T01:30", None),
        ("2026-10-25T04:00", "2026-10-26T01:30"),
    ],
)
def test_it_opens_in_the_future_in_the_hour_that_comes_twice(now: str, opening: str | None) -> None:
    found = next_opening((time(2, 30), time(5)), BERLIN, at(now))

    assert found == (opening and at(opening))
