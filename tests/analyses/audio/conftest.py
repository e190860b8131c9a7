from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from library.audio_files import KEPT, folder_of
from library.models import Track
from tests.song_queue import _quiet_queue, analysed, run_all

__all__ = ["_quiet_queue", "analysed", "run_all"]


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


def path_of(track: Track) -> Path:
    from library.audio_files import file_of

    found = file_of(track)
    assert found is not None
    return found
