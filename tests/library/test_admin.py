from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from library import changes
from library.models import ITunesEntry, LibraryVersion, Track
from tests.library.conftest import Importing


@pytest.fixture
def admin(client: Client) -> Client:
    client.force_login(
        User.objects.create_superuser("root", email="root@example.org", password="a long password")
    )
    return client


@pytest.mark.parametrize("name", ["track", "librarychange", "libraryimport", "itunesentry"])
def test_every_list_opens_and_searches(
    admin: Client, importing: Importing, alice: Any, name: str
) -> None:
    importing(alice, "title,year\nBlue,soon\n")
    ITunesEntry.objects.create(user=alice, persistent_id="P", title="Blue")

    for query in ("", "?q=blue"):
        assert admin.get(f"/admin/library/{name}/{query}").status_code == 200


def test_an_import_shows_its_first_faults(admin: Client, importing: Importing, alice: Any) -> None:
    row = importing(alice, "title,year\n" + "Blue,soon\n" * 60)
    page = admin.get(f"/admin/library/libraryimport/{row.pk}/change/").content.decode()

    # Each once as the row's name and once as its reason.
    assert page.count("is no year") == 2 * 50


def test_an_edit_is_a_change_of_the_library(admin: Client, alice: Any) -> None:
    track = Track.objects.create(user=alice, title="Blue")
    address = f"/admin/library/track/{track.pk}/change/"
    form = admin.get(address).context["adminform"].form
    values = {name: "" if value is None else value for name, value in form.initial.items()}
    date_added = values.pop("date_added")
    values |= {"title": "Red", "tags": "[]", "custom_metadata": "{}", "is_hidden": ""}
    values |= {"date_added_0": date_added.date(), "date_added_1": date_added.time()}
    answer = admin.post(address, values)
    track.refresh_from_db()

    assert answer.status_code == 302, answer.context["errors"]
    assert (track.title, track.title_key) == ("Red", "red")
    assert LibraryVersion.objects.current(alice) == 1


def test_the_actions_move_to_the_trash_and_back(admin: Client, alice: Any, bob: Any) -> None:
    tracks = [Track.objects.create(user=user, title="Blue").pk for user in (alice, bob)]
    run: Callable[[str], Any] = lambda action: admin.post(
        "/admin/library/track/", {"action": action, "_selected_action": tracks}, follow=True
    )

    assert "2 tracks are in the trash now." in run("move_to_trash").content.decode()
    assert changes.since(bob, 0).deleted == 1
    assert "2 tracks are back in the library." in run("restore").content.decode()
    assert Track.objects.in_library().count() == 2


def test_nobody_deletes_a_track_past_the_trash(admin: Client, alice: Any) -> None:
    track = Track.objects.create(user=alice, title="Blue")

    assert (
        admin.post(f"/admin/library/track/{track.pk}/delete/", {"post": "yes"}).status_code == 403
    )
