from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from jobqueue.worker import run_one
from library.audio_files import KEPT, folder_of
from library.models import Track


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
def make_song() -> Callable[..., Track]:
    """Return a maker of tracks; with `content` they have a kept file."""
    count = 0

    def make(user: Any, title: str = "Blue", content: bytes | None = None, **fields: Any) -> Track:
        nonlocal count
        count += 1
        if content is not None:
            name = f"{count:064x}.wav"
            (folder_of(user.pk) / name).write_bytes(content)
            fields["path"] = KEPT + name
        return Track.objects.create(user=user, title=title, **fields)

    return make


@pytest.fixture
def run_all(django_capture_on_commit_callbacks: Any) -> Callable[[], int]:
    """Return a function that works until nothing waits, and returns how many jobs ran."""

    def run() -> int:
        count = 0
        with django_capture_on_commit_callbacks(execute=True):
            while run_one("analysis"):
                count += 1
        return count

    return run


def path_of(track: Track) -> Path:
    from library.audio_files import file_of

    found = file_of(track)
    assert found is not None
    return found
