"""What an audio file says of itself: tags, duration, bitrate."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

# No honest tag or picture is larger; a file that claims one is not to fill the memory.
MOST_BYTES_AT_ONCE = 64 * 1024 * 1024
LONGEST_TEXT = 5000

# What mutagen's "easy" names are called here.
NAMES = {
    "title": "title",
    "artist": "artist",
    "album": "album",
    "albumartist": "album_artist",
    "genre": "genre",
    "date": "year",
    "tracknumber": "track_number",
    "discnumber": "disc_number",
    "isrc": "isrc",
}


class UnreadableAudio(Exception):
    """The file is no audio that can be read; the message says why."""


@dataclass(frozen=True, kw_only=True)
class AudioTags:
    """`texts` by the names of a track's fields, as they are written; duration in seconds, bitrate
    in kbit/s, None where the file does not say."""

    duration: float | None
    bitrate: int | None
    texts: dict[str, str] = field(default_factory=dict)


class Bounded:
    """A file that refuses to give too much at once: tags say their own length, and may lie."""

    def __init__(self, stream: BinaryIO, name: str) -> None:
        self.stream = stream
        self.name = name
        self.seek = stream.seek
        self.tell = stream.tell

    def read(self, size: int = -1) -> bytes:
        if 0 <= size <= MOST_BYTES_AT_ONCE:
            return self.stream.read(size)
        found = self.stream.read(MOST_BYTES_AT_ONCE + 1)
        if len(found) > MOST_BYTES_AT_ONCE:
            raise UnreadableAudio("a tag or picture in it is too large")
        return found


def read_tags(path: Path) -> AudioTags:
    """Read the tags of a file; raises UnreadableAudio where it is broken or no audio."""
    import mutagen

    try:
        with path.open("rb") as stream:
            found = mutagen.File(Bounded(stream, path.name), easy=True)  # type: ignore[attr-defined]
    except UnreadableAudio:
        raise
    except Exception as error:  # noqa: BLE001 (a hostile file makes a parser raise anything)
        raise UnreadableAudio(f"it cannot be read: {str(error)[:200] or 'broken'}") from None
    if found is None:
        raise UnreadableAudio("no audio format that is known")
    length = getattr(found.info, "length", None)
    rate = getattr(found.info, "bitrate", None)
    return AudioTags(
        duration=round(float(length), 3) if length else None,
        bitrate=round(rate / 1000) or None if rate else None,
        texts=_texts(found.tags),
    )


def _texts(tags: Any) -> dict[str, str]:
    """Return the texts of the known fields; the formats without easy names have ID3 frames."""
    if not tags:
        return {}
    if hasattr(tags, "getall"):
        from mutagen.easyid3 import EasyID3

        easy = EasyID3()
        # mutagen itself wraps the tags of an MP3 alone.
        setattr(easy, "_EasyID3__id3", tags)  # noqa: B010
        tags = easy
    found = {}
    for easy_name, name in NAMES.items():
        try:
            values = tags.get(easy_name)
        except (KeyError, ValueError):
            continue
        if values:
            found[name] = clean(", ".join(str(value) for value in values))
    return {name: text for name, text in found.items() if text}


def clean(text: str) -> str:
    """Return what PostgreSQL can hold of a text, on one line."""
    kept = text[:LONGEST_TEXT].encode("utf-8", "ignore").decode()
    return " ".join(kept.replace("\0", " ").split())
