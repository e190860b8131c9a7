"""Fixtures of tests that analyse songs: a quiet queue, a worker, and what it looked into."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from analyses.audio import songs
from jobqueue.worker import run_one
from library.models import Track


@pytest.fixture(autouse=True)
def _quiet_queue(db: None) -> None:
    """What other tests have left in Redis is none of this one's."""
    from django.core.cache import cache

    from contract.redis_connection import connection
    from jobqueue import order, stopping

    stopping.withdraw()
    cache.clear()
    client = connection()
    for pattern in (f"{order.PREFIX}:*", "analysis.*", "maintenance*"):
        if keys := list(client.scan_iter(pattern)):
            client.delete(*keys)


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


@pytest.fixture
def analysed(monkeypatch: Any) -> list[str]:
    """Return the titles of the songs looked into, as they come."""
    seen: list[str] = []
    real = songs.analyse

    def noting(track: Track, *args: Any, **options: Any) -> songs.Outcome:
        seen.append(track.title)
        return real(track, *args, **options)

    monkeypatch.setattr(songs, "analyse", noting)
    return seen
