"""Which track of a group is kept when nobody says otherwise."""

from __future__ import annotations

from typing import Any

from analyses.duplicates.detection.normalise.library import Library

NO_YEAR = 9999


def rank(library: Library, position: int) -> tuple[Any, ...]:
    """Return what tracks are ordered by, the canonical first: the completest tags, lossless before
    lossy, the higher bitrate, the earliest release, and at last the lowest id."""
    columns = library.columns
    return (
        -int(columns.filled[position]),
        -int(columns.lossless[position]),
        -int(columns.bitrate[position]),
        int(columns.year[position]) or NO_YEAR,
        int(library.track_ids[position]),
    )
