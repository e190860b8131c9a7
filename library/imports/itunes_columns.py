"""What iTunes calls the values of a track."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from library.imports import cells
from library.imports.cells import cached
from library.imports.columns import READERS, SLOTS, Column, Columns


def kind_or_type(cell: str) -> str | None:
    """Read iTunes's kind: "MPEG audio file" is mp3, what nobody knows stays as it is."""
    value = cells.text(50)(cell)
    if value is None:
        return None
    words = value.casefold()
    return next((name for word, name in KINDS.items() if word in words), value)


KINDS = {
    "mpeg audio": "mp3",
    "apple lossless": "alac",
    "aac audio": "aac",
    "wav audio": "wav",
    "aiff audio": "aiff",
    "flac audio": "flac",
    "mpeg-4 video": "mp4",
    "mpeg-4 audio": "m4a",
    "quicktime": "mov",
}

KEYS: Mapping[str, tuple[str, Callable[[str], Any]]] = {
    "Name": ("title", READERS["title"]),
    "Artist": ("artist", READERS["artist"]),
    "Album": ("album", READERS["album"]),
    "Album Artist": ("album_artist", READERS["album_artist"]),
    "Genre": ("genre", READERS["genre"]),
    "Year": ("year", READERS["year"]),
    "Track Number": ("track_number", READERS["track_number"]),
    "Disc Number": ("disc_number", READERS["disc_number"]),
    "Total Time": ("duration", cached(cells.milliseconds)),
    "Kind": ("format", cached(kind_or_type)),
    "Bit Rate": ("bitrate", READERS["bitrate"]),
    "Size": ("size_bytes", READERS["size_bytes"]),
    "Persistent ID": ("persistent_id", READERS["persistent_id"]),
    "Location": ("path", READERS["path"]),
    "Play Count": ("play_count", READERS["play_count"]),
    "Skip Count": ("skip_count", READERS["skip_count"]),
    "Play Date UTC": ("last_played", READERS["last_played"]),
    "Date Added": ("date_added", READERS["date_added"]),
    "Loved": ("is_favorite", READERS["is_favorite"]),
    "Favorited": ("is_favorite", READERS["is_favorite"]),
    "Rating": ("rating", cached(cells.rating_of_100)),
}
INDEX = {key: index for index, key in enumerate(KEYS)}
# iTunes makes ratings up from the album's; they are nobody's opinion.
RATING_COMPUTED = "Rating Computed"
COLUMNS = Columns.of(
    [
        Column(name=key, index=INDEX[key], slot=SLOTS[name], read=read)
        for key, (name, read) in KEYS.items()
    ]
)
