"""Tags, duration and bitrate of an audio file, by mutagen; called in a child process alone.

mutagen believes what a file says of itself, and a few bytes can make it unpack gigabytes."""

from __future__ import annotations

from pathlib import Path
from typing import Any, BinaryIO

from library.audio_kinds import kind_of
from library.isolation import Unreadable
from library.tag_names import APE, ASF, EASY

# No honest tag or picture is larger; a file that claims one is not to fill the memory.
MOST_BYTES_AT_ONCE = 64 * 1024 * 1024
LONGEST_TEXT = 5000


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
            raise Unreadable("a tag or picture in it is too large")
        return found


def tags_of(path: Path) -> dict[str, Any]:
    """Return duration (seconds), bitrate (kbit/s) and texts; raises Unreadable, OSError."""
    with path.open("rb") as stream:
        kind = kind_of(stream)
        stream.seek(0)
        # mutagen heeds the ending where the beginning is an ID3 tag.
        found = _opened(stream, f"x.{kind}" if kind else path.name)
    if found is None:
        raise Unreadable("no audio format that is known")
    length = getattr(found.info, "length", None)
    rate = getattr(found.info, "bitrate", None)
    return {
        "duration": round(float(length), 3) if length else None,
        "bitrate": round(rate / 1000) or None if rate else None,
        "texts": _texts(found.tags),
    }


def _opened(stream: BinaryIO, name: str) -> Any:
    import mutagen

    try:
        return mutagen.File(Bounded(stream, name), easy=True)  # type: ignore[attr-defined]
    except (Unreadable, MemoryError):
        raise
    except Exception as error:  # noqa: BLE001 (a hostile file makes a parser raise anything)
        raise Unreadable(f"it cannot be read: {str(error)[:200] or 'broken'}") from None


def _texts(tags: Any) -> dict[str, str]:
    """Return the texts of the known fields that stand in the tags."""
    if not tags:
        return {}
    tags, names = _named(tags)
    found = {field: _first(tags, of_field) for field, of_field in names.items()}
    return {field: text for field, text in found.items() if text}


def _named(tags: Any) -> tuple[Any, dict[str, tuple[str, ...]]]:
    """Return tags with the names that they go by."""
    from mutagen.apev2 import APEv2
    from mutagen.asf import ASFTags
    from mutagen.easyid3 import EasyID3

    if isinstance(tags, ASFTags):
        return tags, ASF
    if isinstance(tags, APEv2):
        return tags, APE
    if hasattr(tags, "getall"):
        # ID3 frames, which mutagen itself wraps for an MP3 alone.
        easy = EasyID3()
        setattr(easy, "_EasyID3__id3", tags)  # noqa: B010
        return easy, EASY
    return tags, EASY


def _first(tags: Any, names: tuple[str, ...]) -> str:
    """Return what the first of the names says that says something, "" where none does."""
    for name in names:
        try:
            text = clean(", ".join(str(value) for value in tags.get(name) or ()))
        except (KeyError, ValueError, TypeError):
            # No such name for this kind of tags, or no text under it.
            continue
        if text:
            return text
    return ""


def clean(text: str) -> str:
    """Return what PostgreSQL can hold of a text, on one line."""
    kept = text[:LONGEST_TEXT].encode("utf-8", "ignore").decode()
    return " ".join(kept.replace("\0", " ").split())
