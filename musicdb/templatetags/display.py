"""Numbers, sizes and times as the pages say them. An unknown one is a dash, never a guess."""

from __future__ import annotations

import math
from datetime import datetime
from typing import Any

from django import template
from django.utils import timezone

register = template.Library()

UNKNOWN = "–"
UNITS = ("bytes", "KB", "MB", "GB", "TB")
MINUTE, HOUR, DAY = 60, 3600, 86_400
# Beyond this the date says more than a count of days.
AGO_DAYS = 14


@register.filter
def number(value: float | None) -> str:
    """Return 18402 as "18,402"."""
    return UNKNOWN if value is None else f"{value:,.0f}"


@register.filter
def counted(value: int | None, words: str) -> str:
    """Return a number with its noun; `words` are singular and plural, as in "group,groups"."""
    singular, plural = words.split(",")
    return f"{number(value)} {singular if value == 1 else plural}"


@register.filter
def clock(seconds: float | None) -> str:
    """Return a track's length as m:ss, from an hour on as h:mm:ss."""
    if seconds is None:
        return UNKNOWN
    minutes, rest = divmod(round(seconds), MINUTE)
    hours, minutes = divmod(minutes, MINUTE)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


@register.filter
def hours(seconds: float | None) -> str:
    """Return the hours of a playing time; below ten with a decimal."""
    if seconds is None:
        return UNKNOWN
    value = seconds / HOUR
    return f"{value:,.0f}" if value >= 10 or value == 0 else f"{value:.1f}"


@register.filter
def took(seconds: float | None) -> str:
    """Return how long something ran, as in "4.2 s" or "1 min 6 s"."""
    if seconds is None:
        return UNKNOWN
    if seconds < MINUTE:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), MINUTE)
    if minutes < MINUTE:
        return f"{minutes} min {rest} s"
    return f"{minutes // MINUTE} h {minutes % MINUTE} min"


@register.filter
def span(seconds: float | None) -> str:
    """Return a time in its two largest units, as in "4 s", "6 min 12 s", "9 h 41 min"."""
    if seconds is None:
        return UNKNOWN
    whole = round(seconds)
    if whole < MINUTE:
        return f"{whole} s"
    if whole < HOUR:
        return f"{whole // MINUTE} min {whole % MINUTE} s"
    if whole < DAY:
        return f"{whole // HOUR} h {whole % HOUR // MINUTE} min"
    return f"{whole // DAY} d {whole % DAY // HOUR} h"


@register.filter
def moment(text: str | None) -> datetime | None:
    """Return the time that an API's body has as text."""
    return datetime.fromisoformat(text) if text else None


@register.filter
def size(count: int | None) -> str:
    """Return a count of bytes as "412 GB", in powers of 1000 as files are sold by."""
    if count is None:
        return UNKNOWN
    value = float(count)
    for unit in UNITS:
        if value < 999.5 or unit == UNITS[-1]:
            break
        value /= 1000
    return f"{value:,.1f} {unit}" if 0 < value < 10 and unit != "bytes" else f"{value:,.0f} {unit}"


@register.filter
def ago(moment: datetime | None, now: datetime | None = None) -> str:
    """Return how long ago, as in "12 min ago"; after two weeks the date."""
    if moment is None:
        return UNKNOWN
    seconds = ((now or timezone.now()) - moment).total_seconds()
    if seconds < MINUTE:
        return "just now"
    if seconds < HOUR:
        return f"{seconds // MINUTE:.0f} min ago"
    if seconds < DAY:
        return f"{seconds // HOUR:.0f} h ago"
    if seconds < AGO_DAYS * DAY:
        days = int(seconds // DAY)
        return "yesterday" if days == 1 else f"{days} days ago"
    return f"{moment.day} {moment:%b %Y}"


@register.filter
def old(age_text: str) -> str:
    """Return an age as a badge says it: "2 hours ago" as "2 hours old"."""
    return age_text.replace(" ago", " old")


@register.filter
def percent(share: float | None) -> str:
    """Return a score of 0..1 as whole points of 100, never rounded up to 100."""
    if share is None:
        return UNKNOWN
    return "100" if share >= 1 else f"{int(share * 100 + 1e-9)}"


@register.filter
def percent_tenths(share: float | None) -> str:
    """Return a score of 0..1 as points of 100 with one decimal, cut: "100" is for what is sure."""
    if share is None:
        return UNKNOWN
    return "100" if share >= 1 else f"{math.floor(share * 1000 + 1e-6) / 10:.1f}"


@register.filter
def whole_percent(value: float) -> str:
    """Return the percentage of a job; 100 is for what is done."""
    return f"{int(value)} %"


@register.filter
def dash(value: Any) -> Any:
    """Return the value, a dash for an empty one."""
    return UNKNOWN if value in (None, "") else value
