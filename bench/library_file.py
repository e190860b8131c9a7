"""A library with known duplicates as a file that the product imports, and its groups read back."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from bench.quality import Labels

# What is written of a track, beside its place in the library as external_id.
FIELDS = (
    *("title", "artist", "album", "year", "track_number", "duration", "format", "bitrate"),
)  # fmt: skip


def as_csv(rows: Iterable[Any], *, duration: str = "duration") -> bytes:
    """Return tracks as a CSV; a track's `track_id` is its external_id.

    duration: the name of that column, which says how it is to be read: "duration" is seconds,
    "length" a text in any unit."""
    file = io.StringIO()
    out = csv.writer(file)
    names = [duration if name == "duration" else name for name in FIELDS]
    out.writerow(["external_id", *names])
    for row in rows:
        values = (getattr(row, name) for name in FIELDS)
        out.writerow([row.track_id, *("" if value is None else value for value in values)])
    return file.getvalue().encode()


def labels_of(groups: Sequence[Mapping[str, Any]], count: int) -> Labels:
    """Return for each of `count` tracks the number of its group, from an export; tracks in none stand
    alone."""
    labels = np.arange(count)
    for number, group in enumerate(groups, start=count):
        for track in group["tracks"]:
            labels[int(track["external_id"])] = number
    return labels
