"""What a user may choose: one table of known keys, each with its default and its check."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass
from datetime import time
from functools import cache
from typing import Any
from zoneinfo import available_timezones

from django.conf import settings
from django.db import transaction

from accounts.models import Preference, User
from accounts.signals import preferences_changed
from contract.errors import Invalid

Check = Callable[[Any], bool]

CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}")
AUTO_REFRESH = ("off", "very_stale", "stale_and_changed")
THEMES = ("system", "light", "dark")


@dataclass(frozen=True, kw_only=True)
class Known:
    """One key: its default, whether a value fits, the sentence for one that does not, its use."""

    default: Any
    fits: Check
    expected: str
    help: str


def _is_boolean(value: Any) -> bool:
    return isinstance(value, bool)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _one_of(*choices: str) -> Check:
    return lambda value: isinstance(value, str) and value in choices


def _between(low: float, high: float, *, whole: bool = False) -> Check:
    def fits(value: Any) -> bool:
        return (
            _is_number(value)
            and low <= value <= high
            and not (whole and not isinstance(value, int))
        )

    return fits


def _is_ages(value: Any) -> bool:
    return (
        isinstance(value, list)
        and len(value) == 3
        and all(_is_number(hours) for hours in value)
        and 0 < value[0] < value[1] < value[2] <= 24 * 365 * 10
    )


def _is_clock(value: Any) -> bool:
    if isinstance(value, str):
        return CLOCK.fullmatch(value) is not None
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 23


def _is_window(value: Any) -> bool:
    if value is None:
        return True
    return (
        isinstance(value, list)
        and len(value) == 2
        and all(_is_clock(end) for end in value)
        and clock(value[0]) != clock(value[1])
    )


def clock(value: str | int) -> time:
    """Return the time of day that an end of a window means: "22:30", or a whole hour."""
    return time(value) if isinstance(value, int) else time.fromisoformat(value)


def _is_language(value: Any) -> bool:
    return isinstance(value, str) and LANGUAGE.fullmatch(value) is not None


@cache
def zones() -> frozenset[str]:
    """Return the names of all time zones."""
    return frozenset(available_timezones())


def _is_zone(value: Any) -> bool:
    return isinstance(value, str) and value in zones()


def _switch(default: bool, help: str) -> Known:
    return Known(default=default, fits=_is_boolean, expected="true or false", help=help)


def _window(help: str) -> Known:
    expected = 'null or [from, to], two times of day as "22:00" or as hours'
    return Known(default=None, fits=_is_window, expected=expected, help=help)


KNOWN: dict[str, Known] = {
    "auto_analysis": _switch(True, "Analyse new songs after a login."),
    "staleness_notifications": _switch(True, "Say when the last results have become stale."),
    "refresh_prompt": _switch(True, "Offer a refresh where results are stale."),
    "auto_refresh": Known(
        default="stale_and_changed",
        fits=_one_of(*AUTO_REFRESH),
        expected=f"one of {', '.join(AUTO_REFRESH)}",
        help="Which results the night refreshes.",
    ),
    "stale_after_hours": Known(
        default=None,  # the installation's, see `default_of`
        fits=_is_ages,
        expected="three ascending numbers of hours",
        help="Ages from which results are moderate, stale, very stale.",
    ),
    "quiet_hours": _window("No notifications between these times of `time_zone`."),
    "off_peak_window": _window("Background analysis only between these times of `time_zone`."),
    "time_zone": Known(
        default="UTC",
        fits=_is_zone,
        expected="the name of a time zone as UTC or Europe/Berlin",
        help="The time zone that quiet hours and the off-peak window are meant in.",
    ),
    "theme": Known(
        default="system",
        fits=_one_of(*THEMES),
        expected=f"one of {', '.join(THEMES)}",
        help="Light or dark pages.",
    ),
    "language": Known(
        default="en",
        fits=_is_language,
        expected="a language tag as en or pt-BR",
        help="Language of the pages, where there is a translation.",
    ),
    "items_per_page": Known(
        default=50,
        fits=_between(1, 200, whole=True),
        expected="a whole number from 1 to 200",
        help="Rows a page.",
    ),
    "group_other_releases": _switch(True, "Group the same recording on other releases, too."),
    "preselect_other_releases": _switch(False, "Mark those for the trash beforehand."),
    "duration_tolerance": Known(
        default=8,
        fits=_between(0, 60),
        expected="a number of seconds from 0 to 60",
        help="Seconds by which durations of one recording may differ.",
    ),
}


def default_of(key: str) -> Any:
    if key == "stale_after_hours":
        return [
            int(hours) if hours == int(hours) else hours for hours in settings.STALE_AFTER_HOURS
        ]
    return deepcopy(KNOWN[key].default)


def preference(user: User, key: str) -> Any:
    """Return what `user` chose for `key`, else its default; KeyError for an unknown key."""
    default = default_of(key)
    row = Preference.objects.filter(user=user, key=key).first()
    return default if row is None else row.value


def preferences(user: User) -> dict[str, Any]:
    """Return every known key's value, in the table's order, by one query."""
    chosen = dict(Preference.objects.filter(user=user).values_list("key", "value"))
    return {key: chosen[key] if key in chosen else default_of(key) for key in KNOWN}


def change(user: User, values: Mapping[str, Any], *, replace: bool = False) -> None:
    """Keep `values`; with `replace`, keys not among them go back to their defaults.

    Raises Invalid, having changed nothing, where a key is unknown or a value does not fit."""
    faults = {key: [fault] for key, value in values.items() if (fault := _fault(key, value))}
    if faults:
        raise Invalid(faults)
    # Where null fits, it is the default.
    chosen = {key: value for key, value in values.items() if value is not None}
    rows = Preference.objects.filter(user=user)
    with transaction.atomic():
        dropped = rows if replace else rows.filter(key__in=values)
        dropped.delete()
        Preference.objects.bulk_create(
            [Preference(user=user, key=key, value=value) for key, value in chosen.items()],
            update_conflicts=True,
            unique_fields=["user", "key"],
            update_fields=["value"],
        )
        keys = frozenset(KNOWN if replace else values)
        preferences_changed.send(sender=Preference, user=user, keys=keys)


def _fault(key: str, value: Any) -> str:
    known = KNOWN.get(key)
    if known is None:
        return "There is no such preference; free state belongs in ui-state."
    return "" if known.fits(value) else f"It must be {known.expected}."
