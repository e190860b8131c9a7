from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from jobqueue.worker import run_one
from library.models import Track
from playlists.adding import add
from playlists.models import Playlist


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


@pytest.fixture(autouse=True)
def _quiet_queue(db: None) -> None:
    """What other tests have left in Redis is none of this one's."""
    from contract.redis_connection import connection
    from jobqueue import order, stopping

    stopping.withdraw()
    client = connection()
    keys = [*client.scan_iter(f"{order.PREFIX}:*"), *client.scan_iter("analysis.*"), "maintenance"]
    client.delete(*keys)


@pytest.fixture
def run_all(django_capture_on_commit_callbacks: Any) -> Callable[[], None]:
    def run() -> None:
        with django_capture_on_commit_callbacks(execute=True):
            while run_one("analysis"):
                pass

    return run
