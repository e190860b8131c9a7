from __future__ import annotations

from collections.abc import Callable
from typing import Any

from library import changes
from library.demo import load_demo, remove_demo
from library.demo.songs import songs
from library.models import LibraryVersion, Track


def test_the_demo_is_the_same_every_time() -> None:
    assert songs() == songs()
    assert 350 <= len(songs()) <= 500


def test_the_demo_has_copies_versions_and_traps_in_several_scripts() -> None:
    titles = " ".join(song.title for song in songs())

    for word in (
        "Remaster)",
        "(Live in",
        "Remix)",
        "Part 2",
        "[Explicit]",
        "Track 05",
        "傘",
        "Дождь",
    ):
        assert word in titles


def test_loading_is_one_version_and_twice_is_once(alice: Any) -> None:
    count = load_demo(alice)

    assert count == Track.objects.filter(user=alice, is_demo=True).count() == len(songs())
    assert changes.since(alice, 0).added == count
    assert LibraryVersion.objects.current(alice) == 1
    assert load_demo(alice) == 0


def test_taking_it_out_leaves_the_users_own_tracks(
    api: Callable[..., Any], alice: Any, bob: Any
) -> None:
    load_demo(alice)
    load_demo(bob)
    version = LibraryVersion.objects.current(alice)
    Track.objects.create(user=alice, title="Mine")
    demo = Track.objects.filter(user=alice, is_demo=True)
    changes.trash(alice.pk, [demo.first().pk], origin="test")  # type: ignore[union-attr]

    assert api(alice).delete("/api/library/demo").status_code == 204
    assert [track.title for track in Track.objects.filter(user=alice)] == ["Mine"]
    assert changes.since(alice, version).deleted == len(songs())
    assert Track.objects.filter(user=bob).count() == len(songs())
    assert remove_demo(alice) == 0
