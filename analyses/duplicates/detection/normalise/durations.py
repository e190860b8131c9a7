"""Lengths as people and programs write them, in seconds."""

from __future__ import annotations

import math
import re
from functools import lru_cache

import numpy as np

# Whole numbers from here on are milliseconds: no track lasts five and a half hours, none 20 ms.
MILLISECONDS_FROM = 20_000
# A day; anything longer is nonsense.
LONGEST = 86_400.0

CLOCK = re.compile(r"(?:(\d{1,2}):)?(\d{1,3}):(\d{1,2}(?:\.\d+)?)")
UNITS = re.compile(
    r"(?:(\d+)h(?:ours?|r)?)?(?:(\d+)m(?:in(?:utes?)?)?)?[-,]?(?:(\d+(?:\.\d+)?)s(?:ec(?:onds?)?)?)?"
)
MILLISECONDS = re.compile(r"(\d+(?:\.\d+)?)ms(?:ec)?")


def seconds_of(value: float | str | None) -> float | None:
    """Return a length in seconds; None where it is missing, zero or makes no sense.

    A number is seconds, from 20,000 on milliseconds. A text may be "219", "321266" (ms), "3:05",
    "1:02:03", "1m 58sec", "4 min", "95000 ms", or decimal minutes with a point ("4.359")."""
    if value is None:
        return None
    seconds = _of_text(value) if isinstance(value, str) else _of_number(float(value))
    if seconds is None or not math.isfinite(seconds) or not 0 < seconds <= LONGEST:
        return None
    return seconds


def _of_number(value: float) -> float:
    return value / 1000 if value >= MILLISECONDS_FROM else value


def _of_digits(value: int) -> float:
    """Return the length of a text of digits: whole thousands were milliseconds, as were numbers that
    would be more than 100 minutes."""
    if value > 6000 or (value > 0 and value % 1000 == 0):
        return value / 1000
    return float(value)


@lru_cache(maxsize=16_384)
def _of_text(value: str) -> float | None:
    text = "".join(value.split()).lower()
    if text.isdigit():
        return _of_digits(int(text)) if text.isascii() and len(text) < 10 else None
    if match := MILLISECONDS.fullmatch(text):
        return float(match[1]) / 1000
    if match := CLOCK.fullmatch(text):
        return 3600 * int(match[1] or 0) + 60 * int(match[2]) + float(match[3])
    if match := re.fullmatch(r"\d{1,3}\.\d+", text):
        return 60 * float(text)
    match = UNITS.fullmatch(text)
    if match is None or not any(match.groups()):
        return None
    return 3600 * int(match[1] or 0) + 60 * int(match[2] or 0) + float(match[3] or 0)


# Whole seconds from here on may be milliseconds whose unit nobody wrote.
UNIT_IN_DOUBT_FROM = 1000.0
# Lengths are rounded to seconds, or cut.
SLACK = 1.1


def gap_of(left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Return the seconds between lengths, NaN where one is unknown. Whole seconds from 1000 on are also
    read as milliseconds, and the reading that fits better counts."""
    gap = np.asarray(np.abs(left - right))
    for one, other in ((left, right), (right, left)):
        doubtful = np.flatnonzero((one >= UNIT_IN_DOUBT_FROM) & (one % 1 == 0) & (gap > SLACK))
        gap[doubtful] = np.minimum(gap[doubtful], np.abs(one[doubtful] / 1000 - other[doubtful]))
    return gap


# Seconds that a length is wrong by where tens or hundreds are, or these and the digits behind, by 1 or 2.
WRONG_BY = (10, 11, 20, 22, 100, 101, 110, 111, 200, 202, 220, 222)


def looks_mistyped(left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Return which lengths differ as wrong digits make them: a digit and perhaps those behind it too high
    or low (233 and 122 s), or the same digits in another order (256 and 526 s), a zero in front of them
    read as one (406 and 146 s)."""
    gap = np.abs(left - right)
    found = np.zeros(len(gap), bool)
    for seconds in WRONG_BY:
        found |= np.abs(gap - seconds) <= SLACK
    for whole, wrong in ((left, right), (right, left)):
        found |= np.abs(_zero_in_front(whole) - wrong) <= SLACK
    apart = np.flatnonzero((gap > SLACK) & ~found & (left < 10_000) & (right < 10_000))
    for one in (np.floor, np.round):
        for other in (np.floor, np.round):
            found[apart] |= (_digits(one(left[apart])) == _digits(other(right[apart]))).all(axis=0)
    return found


def _zero_in_front(seconds: np.ndarray) -> np.ndarray:
    """Return 146 for 406: the zero changed places with the hundreds, and became a one. NaN for lengths
    that have no zero there."""
    hundreds, rest = np.divmod(seconds, 100)
    return np.where((rest < 10) & (hundreds < 10), 100 + 10 * hundreds + rest, np.nan)


def _digits(seconds: np.ndarray) -> np.ndarray:
    """Return the four digits of each of these whole seconds in rising order."""
    whole = seconds.astype(np.int64)
    return np.sort([whole // place % 10 for place in (1, 10, 100, 1000)], axis=0)
