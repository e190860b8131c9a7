"""What the user is told that an import has done."""

from __future__ import annotations

import pytest

from library.imports.job import brought
from library.models import LibraryImport


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ({}, "There were no tracks in it."),
        ({"tracks_added": 1200}, "Tracks: 1,200 added."),
        (
            {"tracks_added": 1, "tracks_updated": 2, "tracks_unchanged": 3, "tracks_skipped": 4},
            "Tracks: 1 added, 2 updated, 3 unchanged, 4 skipped.",
        ),
    ],
)
def test_what_occurred_is_named(counts: dict[str, int], said: str) -> None:
    assert brought(LibraryImport(**counts)) == said
