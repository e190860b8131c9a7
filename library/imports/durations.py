"""How long a track is, in whatever way a file says it.

`3:05` and `1:02:03` are clock times, `1m 58sec` has units, a bare integer from 10,000 on is
milliseconds, a decimal below 60 is minutes, and anything else is seconds.
"""

from __future__ import annotations

import re

MILLISECONDS_FROM = 10_000
MINUTES_BELOW = 60.0

INTEGER = re.compile(r"[0-9]{1,12}")
DECIMAL = re.compile(r"[0-9]{1,9}[.,][0-9]{1,12}")
CLOCK = re.compile(r"(?:([0-9]{1,4}):)?([0-9]{1,5}):([0-9]{1,2}(?:[.,][0-9]{1,6})?)")
NUMBER = r"([0-9]{1,9}(?:[.,][0-9]{1,6})?)\s*"
UNITS = re.compile(
    rf"(?:{NUMBER}(?:hours?|hrs?|h)\b[\s,]*)?"
    rf"(?:{NUMBER}(?:minutes?|mins?|m)\b\.?[\s,]*)?"
    rf"(?:{NUMBER}(?:seconds?|secs?|s)\b\.?[\s,]*)?"
    rf"(?:{NUMBER}(?:milliseconds?|msecs?|ms)\b\.?)?",
    re.IGNORECASE,
)
# `3'05"`, as on record sleeves.
PRIMES = re.compile(r"([0-9]{1,4})\s*['′’]\s*(?:([0-9]{1,2}(?:[.,][0-9]{1,6})?)\s*(?:\"|″|”|'')?)?")
GLUED = re.compile(r"(?<=[a-z])(?=[0-9])", re.IGNORECASE)


def parse_duration(text: str) -> float | None:
    """Return the seconds that `text` means, None where it means nothing."""
    text = text.strip()
    if INTEGER.fullmatch(text):
        number = int(text)
        return number / 1000 if number >= MILLISECONDS_FROM else float(number)
    if DECIMAL.fullmatch(text):
        decimal = _number(text)
        return decimal * 60 if decimal < MINUTES_BELOW else decimal
    return _clock(text) if ":" in text else _with_units(text)


def _clock(text: str) -> float | None:
    found = CLOCK.fullmatch(text)
    if found is None:
        return None
    hours, minutes, seconds = found.groups()
    if _number(seconds) >= 60 or (hours and int(minutes) >= 60):
        return None
    return int(hours or 0) * 3600 + int(minutes) * 60 + _number(seconds)


def _with_units(text: str) -> float | None:
    if found := PRIMES.fullmatch(text):
        minutes, seconds = found.groups()
        return int(minutes) * 60 + _number(seconds or "0")
    # `3m36s`: a break between a unit and the next number lets each unit end at a word's end.
    units = UNITS.fullmatch(GLUED.sub(" ", text))
    if units is None or not any(units.groups()):
        return None
    hours, minutes, seconds, milliseconds = (_number(part or "0") for part in units.groups())
    return hours * 3600 + minutes * 60 + seconds + milliseconds / 1000


def _number(text: str) -> float:
    return float(text.replace(",", "."))
