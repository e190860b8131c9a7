"""What is found in a recording: for now its tags and its duration.

The audio pipeline takes this module's place; what calls it stays. Another VERSION makes every track
be analysed again when it is asked for.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from library.audio_tags import UnreadableAudio, read_tags

VERSION = "tags-1"


@dataclass(frozen=True, kw_only=True)
class Features:
    """Duration in seconds and bitrate in kbit/s, None where nothing says so; tags by name."""

    duration: float | None
    bitrate: int | None = None
    tags: dict[str, str] = field(default_factory=dict)


class NotExtracted(Exception):
    """Nothing can be found in it; `code` is a word for programs, the message for people."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def extract(path: Path) -> Features:
    """Look into a file. Raises NotExtracted."""
    try:
        found = read_tags(path)
    except UnreadableAudio as error:
        raise NotExtracted("unreadable", f"The audio cannot be read: {error}.") from None
    except OSError:
        raise NotExtracted("unreadable", "The file cannot be read.") from None
    return Features(duration=found.duration, bitrate=found.bitrate, tags=found.texts)
