"""Places on a disc as people and programs write them: "3", "003", "3/12", "B2" for a side of a record."""

from __future__ import annotations

import re
from functools import lru_cache

# Sides are numbered from here on, a hundred places each, so that "B2" is no plain number.
SIDES_FROM = 20_000
LONGEST_PLAIN = 9_999

SIDE = re.compile(r"0*([A-H])(\d{0,2})")
# "003-" or "0B2-" before a title: the place by which the file was named.
BEFORE_TITLE = re.compile(r"0(\d\d|[A-H]\d{0,2})-")


@lru_cache(maxsize=4_096)
def position_of(value: int | str) -> int:
    """Return a position on a disc; 0 where there is none. Sides count from 20,000 on: "B2" is 20,202."""
    if isinstance(value, str):
        text = "".join(value.split()).split("/")[0]
        if side := SIDE.fullmatch(text.upper()):
            return SIDES_FROM + 100 * (ord(side[1]) - ord("A") + 1) + int(side[2] or 0)
        value = int(text) if text.isascii() and text.isdigit() and len(text) < 5 else 0
    return value if 0 < value <= LONGEST_PLAIN else 0


def position_before(title: str) -> int:
    """Return the position that stands in front of a title with zeros and a dash, 0 where none does. It
    was read when the file was named, and outlives what happens to the column beside it."""
    found = BEFORE_TITLE.match(title.strip()) if title else None
    return position_of(found[1]) if found else 0
