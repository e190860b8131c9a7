"""What playlists answer to `library.usage`."""

from __future__ import annotations

from typing import Any

from library import usage


def test_it_says_which_playlists_hold_a_track(
    alice: Any,
    tracks: list[Any],
    make_playlist: Any,
    django_assert_num_queries: Any,
) -> None:
    one = make_playlist(alice, [tracks[0], tracks[1], tracks[0]])
    other = make_playlist(alice, [tracks[0]])

    with django_assert_num_queries(1):
        found = usage.playlists_of([track.pk for track in tracks])

    assert found == {tracks[0].pk: [one.pk, other.pk], tracks[1].pk: [one.pk]}
