"""The page of notifications and of the schedule: what the API's settings are, as two forms."""

from __future__ import annotations

from typing import Any

import pytest

from accounts import notifications, preferences
from accounts.models import User
from accounts.settings_pages import TYPES

pytestmark = pytest.mark.django_db

PATH = "/settings/notifications"


def test_every_type_has_words(alice: User, browse: Any) -> None:
    assert set(TYPES) == {*notifications.TYPES, *notifications.STAFF_TYPES}

    text = browse(alice, PATH).text
    assert "An import is done" in text
    assert "No worker takes jobs" not in text
    alice.is_staff = True
    alice.save()
    assert "No worker takes jobs" in browse(alice, PATH).text


def test_what_is_ticked_is_on_and_the_rest_off(
    alice: User, send: Any, settings: Any, browse: Any
) -> None:
    settings.EMAIL_HOST = "mail.example.org"
    ticked = ["analysis_failed.is_enabled", "analysis_failed.email_enabled"]
    page = send(alice, f"{PATH}/change", **dict.fromkeys(ticked, "on"))

    set_now = notifications.settings_of(alice)
    assert set_now["analysis_failed"] == {
        "is_enabled": True,
        "email_enabled": True,
        "web_enabled": False,
    }
    assert not any(set_now["export_ready"].values())
    assert "Saved." in page.text
    assert page.source.count(" checked") == 3  # with automatic analysis


def test_without_a_mail_server_mail_is_neither_shown_nor_changed(
    alice: User, send: Any, settings: Any
) -> None:
    settings.EMAIL_HOST = ""
    notifications.change_settings(alice, {"export_ready": {"email_enabled": True}})
    page = send(alice, f"{PATH}/change")

    assert "By mail" not in page.text
    assert notifications.settings_of(alice)["export_ready"] == {
        "is_enabled": False,
        "email_enabled": True,
        "web_enabled": False,
    }


def test_the_schedule_is_kept_and_shown(alice: User, send: Any) -> None:
    page = send(
        alice,
        "/settings/schedule",
        quiet_hours_from="22:30",
        quiet_hours_to="07:00",
        time_zone="Europe/Berlin",
    )
    chosen = preferences.preferences(alice)

    assert (chosen["quiet_hours"], chosen["off_peak_window"]) == (["22:30", "07:00"], None)
    assert (chosen["time_zone"], chosen["auto_analysis"]) == ("Europe/Berlin", False)
    assert 'value="22:30"' in page.source
    assert "<option selected>Europe/Berlin</option>" in page.source


@pytest.mark.parametrize(
    "values",
    [
        {"quiet_hours_from": "22:00", "time_zone": "UTC"},
        {"quiet_hours_from": "22:00", "quiet_hours_to": "22:00", "time_zone": "UTC"},
        {"time_zone": "Moon/Tycho"},
    ],
)
def test_what_does_not_fit_changes_nothing(alice: User, send: Any, values: dict[str, str]) -> None:
    page = send(alice, "/settings/schedule", auto_analysis="", **values)

    assert "It must be" in page.text
    assert preferences.preferences(alice)["quiet_hours"] is None
    assert preferences.preferences(alice)["auto_analysis"] is True


def test_it_is_for_who_is_logged_in(browse: Any) -> None:
    assert browse(None, PATH).response.url.startswith("/login")
