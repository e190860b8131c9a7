"""A track as the detector takes it."""

from __future__ import annotations

from typing import NamedTuple


class Record(NamedTuple):
    """A track as it is stored. duration: seconds (texts as "3:05" are understood too); bitrate: kbit/s;
    isrc, recording_id, audio_hash: ids of the recording. External ids and paths say nothing about it
    and have no place here."""

    track_id: int
    title: str | None
    artist: str | None = None
    album: str | None = None
    album_artist: str | None = None
    year: int | str | None = None
    track_number: int | str | None = None
    disc_number: int | str | None = None
    duration: float | str | None = None
    isrc: str | None = None
    format: str | None = None
    bitrate: int | None = None
    recording_id: str | None = None
    audio_hash: str | None = None


FIELDS = len(Record._fields)
