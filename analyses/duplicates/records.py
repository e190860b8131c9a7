"""Which fields of a track are compared, in the order of the detector's records."""

from __future__ import annotations

# What an entry of an iTunes library says too.
SAID = (
    "id",
    "title",
    "artist",
    "album",
    "album_artist",
    "year",
    "track_number",
    "disc_number",
    "duration",
)
COMPARED = (*SAID, "isrc", "format", "bitrate")
