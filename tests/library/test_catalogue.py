"""What an iTunes library said of its entries: kept beside the tracks, whatever becomes of these."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from jobqueue import stopping
from jobqueue.models import AnalysisJob
from jobqueue.states import Status
from jobqueue.worker import run_one
from library import changes
from library.imports import ahead, job
from library.models import ITunesEntry, LibraryImport, Track
from tests.library.conftest import Importing
from tests.library.test_import_itunes import entry, library

MORE = {
    "Artist": "<string>Joni</string>",
    "Album": "<string>Hits</string>",
    "Album Artist": "<string>Various</string>",
    "Year": "<integer>1971</integer>",
    "Track Number": "<integer>3</integer>",
    "Disc Number": "<integer>2</integer>",
    "Total Time": "<integer>185500</integer>",
}


def without_id(number: int, name: str = "Blue", **more: str) -> str:
    return entry(number, name, **more).replace(
        f"<key>Persistent ID</key><string>P{number}</string>", ""
    )


def titles(user: Any) -> list[str]:
    return sorted(ITunesEntry.objects.filter(user=user).values_list("title", flat=True))


def test_an_entry_says_what_the_file_said(importing: Importing, alice: Any) -> None:
    row = importing(alice, library(entry(1, **MORE)))

    found = ITunesEntry.objects.get()
    assert (found.user, found.import_id, found.persistent_id) == (alice, row.pk, "P1")
    assert (found.title, found.artist, found.album) == ("Blue", "Joni", "Hits")
    assert (found.album_artist, found.year, found.duration) == ("Various", 1971, 185.5)
    assert (found.track_number, found.disc_number) == (3, 2)


def test_the_same_file_again_writes_nothing(importing: Importing, alice: Any) -> None:
    content = library(entry(1), without_id(2), without_id(3))
    first = importing(alice, content)
    before = list(ITunesEntry.objects.order_by("pk").values_list("pk", "import_id"))
    again = importing(alice, content)

    assert (first.tracks_added, again.tracks_unchanged) == (3, 3)
    assert list(ITunesEntry.objects.order_by("pk").values_list("pk", "import_id")) == before


def test_equal_entries_without_an_id_are_two(importing: Importing, alice: Any) -> None:
    row = importing(alice, library(without_id(1), without_id(2), without_id(3, "Red")))

    assert (row.status, row.tracks_added) == ("completed", 3)
    assert titles(alice) == ["Blue", "Blue", "Red"]


def test_a_play_more_is_no_other_entry(importing: Importing, alice: Any) -> None:
    first = importing(alice, library(entry(1)))
    second = importing(alice, library(entry(1, **{"Play Count": "<integer>8</integer>"})))

    assert second.tracks_updated == 1
    assert ITunesEntry.objects.get().import_id == first.pk


def test_a_changed_entry_is_replaced_and_an_emptied_field_empty(
    importing: Importing, alice: Any
) -> None:
    importing(alice, library(entry(1, **MORE)))
    row = importing(alice, library(entry(1, "Blue (Live)")))

    found = ITunesEntry.objects.get()
    assert (found.title, found.artist, found.year, found.import_id) == (
        "Blue (Live)",
        "",
        None,
        row.pk,
    )


def test_an_entry_outlives_its_track(importing: Importing, alice: Any) -> None:
    importing(alice, library(entry(1), entry(2, "Red"), entry(3, "Green")))
    tracks = {track.title: track for track in Track.objects.all()}
    changes.edit(tracks["Blue"], {"title": "Azure"}, origin="test")
    changes.trash(alice.pk, [tracks["Red"].pk], origin="test")
    changes.remove(alice.pk, [tracks["Green"].pk], origin="test")

    assert titles(alice) == ["Blue", "Green", "Red"]


def test_the_entry_of_a_trashed_track_follows_its_file(
    importing: Importing, outcome: Callable[..., Any], alice: Any
) -> None:
    importing(alice, library(entry(1), entry(2, "Red")))
    changes.trash(alice.pk, [Track.objects.get(title="Blue").pk], origin="test")
    row = importing(alice, library(entry(1, "Bluer"), entry(2, "Redder")))

    assert outcome(row) == (0, 1, 1, 0)
    assert titles(alice) == ["Bluer", "Redder"]
    assert list(Track.objects.in_trash().values_list("title", flat=True)) == ["Blue"]


def test_a_csv_has_no_entries(importing: Importing, alice: Any) -> None:
    row = importing(alice, "title,artist\nBlue,Joni\n")

    assert (row.source_type, row.tracks_added) == ("csv", 1)
    assert not ITunesEntry.objects.exists()


def test_two_people_have_a_catalogue_each(importing: Importing, alice: Any, bob: Any) -> None:
    importing(alice, library(entry(1), without_id(2)))
    importing(bob, library(entry(1, "Bluer"), without_id(2)))

    assert (titles(alice), titles(bob)) == (["Blue", "Blue"], ["Blue", "Bluer"])


def test_a_catalogue_goes_with_its_user(importing: Importing, alice: Any, bob: Any) -> None:
    importing(alice, library(entry(1)))
    importing(bob, library(entry(1)))
    alice.delete()

    assert [found.user for found in ITunesEntry.objects.all()] == [bob]


def test_an_import_that_goes_on_doubles_no_entry(
    upload: Callable[..., Any],
    alice: Any,
    django_capture_on_commit_callbacks: Callable[..., Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(ahead, "MOST_ROWS", 2)
    numbers = range(1, 8)
    content = library(*(entry(n, f"Song {n}") if n % 2 else without_id(n) for n in numbers))
    with django_capture_on_commit_callbacks(execute=True):
        answer = upload(alice, content, "Library.xml")
        stop_after_the_first_batch(monkeypatch)
        run_one("analysis")
        stopping.withdraw()
        assert AnalysisJob.objects.get().status == Status.INTERRUPTED
        assert ITunesEntry.objects.count() == 2
        run_one("analysis")

    row = LibraryImport.objects.get(pk=answer.json()["import_id"])
    assert (row.status, row.tracks_added) == ("completed", 7)
    assert titles(alice) == ["Blue", "Blue", "Blue", "Song 1", "Song 3", "Song 5", "Song 7"]


def stop_after_the_first_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ask the worker to stop once a batch is written, as SIGTERM does."""
    real = job.count

    def counted(*args: Any, **counts: Any) -> None:
        real(*args, **counts)
        stopping.request()
        monkeypatch.setattr(job, "count", real)

    monkeypatch.setattr(job, "count", counted)
