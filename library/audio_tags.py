"""What an audio file says of itself: tags, duration, bitrate."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, field
from pathlib import Path

from library.isolation import caller
from library.tag_reading import tags_of

# Of computing, for one file; an honest one takes a thousandth of that.
SECONDS = 5


@dataclass(frozen=True, kw_only=True)
class AudioTags:
    """`texts` by the names of a track's fields, as they are written; duration in seconds, bitrate
    in kbit/s, None where the file does not say."""

    duration: float | None
    bitrate: int | None
    texts: dict[str, str] = field(default_factory=dict)


def read_tags(path: Path) -> Generator[None, None, AudioTags]:
    """Return the tags of a file, read by a child process; gives way at most 0.2 s apart.

    Raises isolation.Unreadable where it is broken, no audio, or takes too much; OSError where it
    cannot be opened, or no process be started."""
    found = yield from caller.steps(tags_of, path, seconds=SECONDS)
    return AudioTags(**found)
