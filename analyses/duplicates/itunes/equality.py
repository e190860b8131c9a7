"""Equal in all fields: title, artist and album but for case and spaces, the length to rounding, and
year and numbers where both say them."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from typing import Any

from analyses.duplicates.itunes.catalogue import Row

# Lengths in whole seconds are rounded or cut.
ROUNDING_SECONDS = 1.0


class Equals:
    """Tracks to be found by an entry that equals them.

    A title without an artist names too little: such tracks are left out."""

    def __init__(self) -> None:
        self._tracks: dict[tuple[str, ...], list[Row]] = {}

    def add(self, rows: Iterable[Row]) -> None:
        for row in rows:
            key = _key(row)
            if key is not None:
                self._tracks.setdefault(key, []).append((row[0], *row[5:9]))

    def of(self, entries: Iterable[Row]) -> Iterator[tuple[int, int]]:
        """Give (track, entry) of each pair that is equal."""
        for entry in entries:
            key = _key(entry)
            for track, *rest in self._tracks.get(key, ()) if key is not None else ():
                if _agree(rest, entry[5:9]):
                    yield track, entry[0]


def _key(row: Row) -> tuple[str, ...] | None:
    _, title, artist, album, *_ = row
    return (_plain(title), _plain(artist), _plain(album)) if title and artist else None


def _plain(text: str) -> str:
    words = " ".join(text.split())
    return words.lower() if words.isascii() else unicodedata.normalize("NFC", words.casefold())


def _agree(track: list[Any], entry: Row) -> bool:
    *numbers, duration = track
    *others, length = entry
    if any(a and b and a != b for a, b in zip(numbers, others, strict=True)):
        return False
    if duration is None or length is None:
        return duration is length
    return bool(abs(duration - length) <= ROUNDING_SECONDS)
