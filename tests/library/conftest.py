"""Imports of tests go the whole way: uploaded over the API, run by the worker's own function."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from jobqueue.worker import run_one
from library.models import LibraryImport

HEADER = "title,artist,album,disc_number,track_number,duration\n"


class Importing(Protocol):
    def __call__(self, user: Any, content: str | bytes, name: str = ...) -> LibraryImport: ...


@pytest.fixture(autouse=True)
def _quiet_queue(db: None) -> None:
    """What other tests have left in Redis is none of this one's."""
    from contract.redis_connection import connection
    from jobqueue import order, stopping

    stopping.withdraw()
    client = connection()
    for pattern in (f"{order.PREFIX}:*", "analysis.*", "maintenance*"):
        if keys := list(client.scan_iter(pattern)):
            client.delete(*keys)


@pytest.fixture
def upload(api: Callable[..., Any]) -> Callable[..., Any]:
    """Return a function that uploads a file to the imports, and returns the answer."""

    def send(user: Any, content: str | bytes, name: str = "library.csv") -> Any:
        raw = content.encode() if isinstance(content, str) else content
        return api(user).post(
            "/api/library/imports", {"file": SimpleUploadedFile(name, raw)}, format="multipart"
        )

    return send


@pytest.fixture
def importing(
    upload: Callable[..., Any], django_capture_on_commit_callbacks: Callable[..., Any]
) -> Importing:
    """Return a function that imports a file to its end and returns the import."""

    def run(user: Any, content: str | bytes, name: str = "library.csv") -> LibraryImport:
        with django_capture_on_commit_callbacks(execute=True):
            answer = upload(user, content, name)
            assert answer.status_code == 202, answer.json()
            assert run_one("analysis")
        return LibraryImport.objects.get(pk=answer.json()["import_id"])

    return run


@pytest.fixture
def outcome() -> Callable[[LibraryImport], tuple[int, int, int, int]]:
    """Return a function that gives (added, updated, unchanged, skipped)."""

    def counts(row: LibraryImport) -> tuple[int, int, int, int]:
        return row.tracks_added, row.tracks_updated, row.tracks_unchanged, row.tracks_skipped

    return counts
