"""Years as people and programs write them."""

from __future__ import annotations

import math
import re
from functools import lru_cache

FIRST_RECORDING = 1877
# Two digits below this are of this century.
CENTURY_SPLIT = 40
LAST = 2100

FOUR_DIGITS = re.compile(r"(?<!\d)(1[89]\d\d|20\d\d)(?!\d)")
TWO_DIGITS = re.compile(r"'?(\d\d)")


@lru_cache(maxsize=4_096)
def year_of(value: float | str | None) -> int:
    """Return the year of a number or a text ("2010", "'75", "2003-05-01", "6/9/2025"); 0 if none."""
    if value is None:
        return 0
    if isinstance(value, str):
        text = value.strip()
        if match := FOUR_DIGITS.search(text):
            return _plausible(int(match[1]))
        match = TWO_DIGITS.fullmatch(text)
        number = int(match[1]) if match else -1
    else:
        number = int(value) if math.isfinite(value) else -1
    if 0 <= number < CENTURY_SPLIT and isinstance(value, str):
        return 2000 + number
    if CENTURY_SPLIT <= number < 100:
        return 1900 + number
    return _plausible(number)


def _plausible(year: int) -> int:
    return year if FIRST_RECORDING <= year <= LAST else 0
