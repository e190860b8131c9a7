from __future__ import annotations

from datetime import time
from typing import Any

import pytest

from accounts import preferences
from accounts.models import Preference, User

PATH = "/api/user/preferences"

pytestmark = pytest.mark.django_db

DEFAULTS = {
    "auto_analysis": True,
    "staleness_notifications": True,
    "refresh_prompt": True,
    "auto_refresh": "stale_and_changed",
    "stale_after_hours": [1, 24, 168],
    "quiet_hours": None,
    "off_peak_window": None,
    "time_zone": "UTC",
    "theme": "system",
    "language": "en",
    "items_per_page": 50,
    "group_other_releases": True,
    "preselect_other_releases": False,
    "duration_tolerance": 8,
}


def test_without_a_choice_there_are_the_defaults(api: Any, alice: User) -> None:
    assert api(alice).get(PATH).json() == DEFAULTS


def test_every_default_fits_its_own_check() -> None:
    for key, known in preferences.KNOWN.items():
        assert known.fits(preferences.default_of(key)), key
        assert known.help.endswith("."), key


def test_a_patch_keeps_the_rest(api: Any, alice: User) -> None:
    api(alice).patch(PATH, {"theme": "dark"})

    body = api(alice).patch(PATH, {"items_per_page": 200}).json()

    assert body == {**DEFAULTS, "theme": "dark", "items_per_page": 200}


def test_a_put_takes_the_rest_back(api: Any, alice: User) -> None:
    api(alice).patch(PATH, {"theme": "dark"})

    body = api(alice).put(PATH, {"items_per_page": 1}).json()

    assert body == {**DEFAULTS, "items_per_page": 1}


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("auto_refresh", "off"),
        ("stale_after_hours", [0.5, 2, 3]),
        ("quiet_hours", ["22:00", "06:30"]),
        ("off_peak_window", [22, 6]),
        ("time_zone", "Europe/Berlin"),
        ("quiet_hours", None),
        ("language", "pt-BR"),
        ("duration_tolerance", 0),
        ("duration_tolerance", 2.5),
    ],
)
def test_what_fits_comes_back(api: Any, alice: User, key: str, value: Any) -> None:
    assert api(alice).patch(PATH, {key: value}).json()[key] == value
    assert preferences.preference(alice, key) == value


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("auto_analysis", 1),
        ("auto_analysis", "true"),
        ("auto_analysis", None),
        ("auto_refresh", "always"),
        ("auto_refresh", ["off"]),
        ("stale_after_hours", [1, 24]),
        ("stale_after_hours", [24, 1, 168]),
        ("stale_after_hours", [0, 1, 2]),
        ("stale_after_hours", [True, 2, 3]),
        ("stale_after_hours", [1, 2, 10**400]),
        ("stale_after_hours", "1,24,168"),
        ("quiet_hours", ["22:00"]),
        ("quiet_hours", ["22:00", "24:00"]),
        ("quiet_hours", ["22:00", 22]),
        ("quiet_hours", [24, 1]),
        ("quiet_hours", "22:00-06:00"),
        ("quiet_hours", False),
        ("theme", "pink"),
        ("language", "English!"),
        ("language", "x" * 1000),
        ("items_per_page", 0),
        ("items_per_page", 201),
        ("items_per_page", 50.0),
        ("items_per_page", True),
        ("duration_tolerance", -1),
        ("duration_tolerance", 61),
        ("time_zone", "Mars/Olympus"),
        ("time_zone", 1),
        ("no_such_key", 1),
        ("", 1),
    ],
)
@pytest.mark.parametrize("method", ["put", "patch"])
def test_what_does_not_fit_is_named_and_changes_nothing(
    api: Any, alice: User, method: str, key: str, value: Any
) -> None:
    answer = getattr(api(alice), method)(PATH, {"group_other_releases": False, key: value})

    assert answer.status_code == 400
    assert list(answer.json()["error"]["fields"]) == [key]
    assert not Preference.objects.exists()


@pytest.mark.parametrize("body", [[], "x", 7])
def test_a_body_that_is_no_object_is_refused(api: Any, alice: User, body: Any) -> None:
    assert api(alice).patch(PATH, body).status_code == 400


def test_preferences_are_the_users_own(api: Any, alice: User, bob: User) -> None:
    api(alice).patch(PATH, {"theme": "dark"})

    assert api(bob).get(PATH).json() == DEFAULTS


def test_the_installation_says_when_results_are_stale(alice: User, settings: Any) -> None:
    settings.STALE_AFTER_HOURS = [0.5, 2.0, 3.0]

    assert preferences.preference(alice, "stale_after_hours") == [0.5, 2, 3]


def test_an_unknown_key_is_a_mistake_of_the_caller(alice: User) -> None:
    with pytest.raises(KeyError):
        preferences.preference(alice, "no_such_key")


@pytest.mark.parametrize(("end", "meant"), [(7, time(7)), ("22:30", time(22, 30))])
def test_an_end_of_a_window_is_a_time_of_day(end: Any, meant: time) -> None:
    assert preferences.clock(end) == meant
