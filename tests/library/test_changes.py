from __future__ import annotations

import threading
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from library import changes
from library.changes import Changes
from library.models import LibraryChange, LibraryVersion, Track


def added(user: Any, title: str = "Blue") -> Track:
    with changes.writing(user.pk, "test") as log:
        track = Track.objects.create(user=user, title=title)
        log.added([track.pk])
    return track


def since(user: Any, version: int = 0) -> tuple[int, int, int]:
    found = changes.since(user, version)
    return found.added, found.modified, found.deleted


def test_a_library_that_never_changed_has_version_0(alice: Any) -> None:
    assert LibraryVersion.objects.current(alice) == 0
    assert changes.since(alice, 0) == Changes(added=0, modified=0, deleted=0)


def test_each_change_that_matters_is_a_version_with_its_row(alice: Any) -> None:
    track = added(alice)
    changes.edit(track, {"title": "Red", "rating": 4}, origin="api")

    assert LibraryVersion.objects.current(alice) == 2
    row = LibraryChange.objects.get(version=2)
    assert (row.kind, row.tracks, row.fields, row.origin) == (
        "modified",
        [track.pk],
        ["title"],
        "api",
    )


@pytest.mark.parametrize(
    ("field", "value"),
    [("rating", 5), ("play_count", 9), ("notes", "x"), ("is_hidden", True), ("tags", ["a"])],
)
def test_what_an_owner_thinks_of_a_track_is_no_change(alice: Any, field: str, value: Any) -> None:
    track = changes.edit(added(alice), {field: value}, origin="api")

    assert getattr(track, field) == value
    assert LibraryVersion.objects.current(alice) == 1


def test_an_edit_that_changes_nothing_is_no_change(alice: Any) -> None:
    changes.edit(added(alice), {"title": "Blue"}, origin="api")

    assert LibraryVersion.objects.current(alice) == 1


def test_the_sort_keys_follow_an_edit(alice: Any) -> None:
    track = changes.edit(added(alice), {"title": "Émile", "artist": "ÀB"}, origin="api")
    track.refresh_from_db()

    assert (track.title_key, track.artist_key) == ("emile", "ab")


def test_the_trash_counts_as_gone_and_back(alice: Any) -> None:
    track = added(alice)
    version = LibraryVersion.objects.current(alice)
    assert changes.trash(alice.pk, [track.pk], origin="api") == [track.pk]
    assert changes.trash(alice.pk, [track.pk], origin="api") == []
    assert since(alice, version) == (0, 0, 1)

    assert changes.restore(alice.pk, [track.pk], origin="api") == [track.pk]
    assert since(alice, version) == (0, 0, 0)


def test_an_edit_in_the_trash_counts_once_the_track_is_back(alice: Any) -> None:
    track = added(alice)
    version = LibraryVersion.objects.current(alice)
    changes.trash(alice.pk, [track.pk], origin="api")
    changes.edit(track, {"title": "Red"}, origin="api")
    assert since(alice, version) == (0, 0, 1)

    changes.restore(alice.pk, [track.pk], origin="api")
    assert since(alice, version) == (0, 1, 0)


def test_nobody_trashes_another_ones_track(alice: Any, bob: Any) -> None:
    track = added(alice)

    assert changes.trash(bob.pk, [track.pk], origin="api") == []


def test_deleting_what_lay_in_the_trash_counts_once(alice: Any) -> None:
    track = added(alice)
    version = LibraryVersion.objects.current(alice)
    changes.trash(alice.pk, [track.pk], origin="api")

    assert changes.remove(alice.pk, [track.pk], origin="api") == 1
    assert since(alice, version) == (0, 0, 1)


STEPS = st.lists(st.tuples(st.integers(0, 2), st.sampled_from("add edit trash restore".split())))  # noqa: SIM905


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(before=STEPS, after=STEPS)
def test_the_net_is_what_a_comparison_of_both_states_gives(
    alice: Any, before: list[tuple[int, str]], after: list[tuple[int, str]]
) -> None:
    tracks: dict[int, Track] = {}
    titles = iter(f"Title {n}" for n in range(10_000))

    def do(step: tuple[int, str]) -> None:
        number, what = step
        if what == "add" and number not in tracks:
            tracks[number] = added(alice, next(titles))
        elif number not in tracks:
            return
        elif what == "edit":
            changes.edit(tracks[number], {"title": next(titles)}, origin="test")
        elif what in {"trash", "restore"}:
            getattr(changes, what)(alice.pk, [tracks[number].pk], origin="test")

    def state() -> dict[int, str]:
        return dict(Track.objects.filter(user=alice, deleted_at=None).values_list("pk", "title"))

    Track.objects.all().delete()
    for step in before:
        do(step)
    version, old = LibraryVersion.objects.current(alice), state()
    for step in after:
        do(step)
    new = state()

    assert since(alice, version) == (
        len(new.keys() - old.keys()),
        sum(new[pk] != old[pk] for pk in new.keys() & old.keys()),
        len(old.keys() - new.keys()),
    )


@pytest.mark.django_db(transaction=True)
def test_versions_come_in_the_order_in_which_they_can_be_seen(alice: Any) -> None:
    """A second writer waits for the first one's commit: no reader can miss a lower version."""
    seen: list[int] = []

    def second() -> None:
        added(alice, "second")
        seen.append(LibraryVersion.objects.current(alice))
        connection.close()

    thread = threading.Thread(target=second)
    with transaction.atomic():
        added(alice, "first")
        thread.start()
        thread.join(timeout=0.5)
        assert thread.is_alive()
    thread.join(timeout=10)

    assert seen == [2]
    assert since(alice) == (2, 0, 0)


@pytest.mark.django_db(transaction=True)
def test_many_writers_at_once_lose_no_version(alice: Any) -> None:
    def write() -> None:
        for number in range(10):
            added(alice, f"Song {number}")
        connection.close()

    threads = [threading.Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)

    assert LibraryVersion.objects.current(alice) == 40
    versions = LibraryChange.objects.order_by("id").values_list("version", flat=True)
    assert list(versions) == list(range(1, 41))
