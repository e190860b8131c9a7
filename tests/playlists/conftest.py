from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from library.models import Track
from playlists.adding import add
from playlists.models import Playlist
from tests.song_queue import _quiet_queue, analysed, run_all

__all__ = ["_quiet_queue", "analysed", "run_all"]


@pytest.fixture
def tracks(alice: Any) -> list[Track]:
    return [
        Track.objects.create(user=alice, title=f"Song {n}", duration=100.0 + n) for n in range(1, 5)
    ]


@pytest.fixture
def make_playlist() -> Callable[..., Playlist]:
    """Return a maker of playlists that hold the given tracks of their owner."""

    def make(owner: Any, tracks: list[Track] = [], **fields: Any) -> Playlist:  # noqa: B006
        made = Playlist.objects.create(owner=owner, **{"name": "Mornings"} | fields)
        if tracks:
            add(made, [track.pk for track in tracks], by=owner)
        return made

    return make
