"""What is found in a recording: for now its tags and its duration.

The audio pipeline takes this module's place; what calls it stays. Another VERSION makes every track
be analysed again when it is asked for.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from library.audio_tags import read_tags
from library.isolation import Unreadable, caller

VERSION = "tags-2"


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


def _nothing() -> None:
    return None


def extract(path: Path, tick: Callable[[], None] = _nothing) -> Features:
    """Look into a file, in a child process, with a tick at most 0.2 s apart. Raises NotExtracted."""
    try:
        found = caller.finish(read_tags(path), tick)
    except Unreadable as error:
        raise NotExtracted("unreadable", f"The audio cannot be read: {error}.") from None
    except OSError:
        raise NotExtracted("unreadable", "The file cannot be read.") from None
    return Features(duration=found.duration, bitrate=found.bitrate, tags=found.texts)
