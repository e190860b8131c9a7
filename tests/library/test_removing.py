"""Who keeps something of tracks hears of their removal before they go, and in its transaction."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from library import changes
from library.models import LibraryChange, Track
from library.signals import tracks_removing


@contextmanager
def hearing(receiver: Any) -> Iterator[None]:
    tracks_removing.connect(receiver, weak=False)
    try:
        yield
    finally:
        tracks_removing.disconnect(receiver)


def tracks(user: Any, count: int) -> list[int]:
    return [Track.objects.create(user=user, title=f"{n}").pk for n in range(count)]


def test_the_rows_are_still_there_when_it_is_told(alice: Any, bob: Any) -> None:
    [mine], [his] = tracks(alice, 1), tracks(bob, 1)
    heard: list[Any] = []

    def hear(sender: Any, user_id: int, track_ids: list[int], **kwargs: Any) -> None:
        heard.append((sender, user_id, track_ids, Track.objects.filter(pk=mine).exists()))

    with hearing(hear):
        assert changes.remove(alice.pk, [mine, his, 0], origin="test") == 1

    assert heard == [(Track, alice.pk, [mine], True)]
    assert list(Track.objects.values_list("pk", flat=True)) == [his]


def test_many_come_in_batches_and_are_one_version(alice: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(changes, "REMOVED_AT_ONCE", 2)
    ids, heard = tracks(alice, 5), []

    def hear(track_ids: list[int], **kwargs: Any) -> None:
        heard.append(track_ids)

    with hearing(hear):
        assert changes.remove(alice.pk, reversed(ids), origin="test") == 5

    assert heard == [ids[:2], ids[2:4], ids[4:]]
    assert set(LibraryChange.objects.values_list("version", flat=True)) == {1}


def test_nothing_is_told_of_nothing(alice: Any) -> None:
    def hear(**kwargs: Any) -> None:
        pytest.fail("told")

    with hearing(hear):
        assert changes.remove(alice.pk, [0], origin="test") == 0


def test_who_objects_stops_the_removal(alice: Any) -> None:
    ids = tracks(alice, 1)

    def object_(**kwargs: Any) -> None:
        raise RuntimeError

    with hearing(object_), pytest.raises(RuntimeError):
        changes.remove(alice.pk, ids, origin="test")

    assert Track.objects.filter(pk__in=ids).exists()
