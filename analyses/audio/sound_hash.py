"""The hash of a recording. Of MP3, FLAC and WAV it is of the sound alone, so that tags and covers do
not change it; M4A, Ogg, WMA and all others are hashed whole."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from analyses.audio.extractor import NotExtracted
from analyses.audio.sound_spans import hash_sound
from library.isolation import Unreadable, caller

# Of computing: for any file, and how much a slow machine does in one of them.
SECONDS, BYTES_A_SECOND = 5, 50 * 1024 * 1024


def sound_hash(path: Path, tick: Callable[[], None]) -> str:
    """Return the SHA-256 of what sounds in a file, as hexadecimal digits, read by a child process.

    `tick` is called at most 0.2 s apart; what it raises ends the reading. Raises OSError where the
    file cannot be opened, NotExtracted where it takes too much."""
    seconds = SECONDS + path.stat().st_size // BYTES_A_SECOND
    try:
        found: str = caller.finish(caller.steps(hash_sound, path, seconds=seconds), tick)
    except Unreadable as error:
        raise NotExtracted("unreadable", f"The audio cannot be read: {error}.") from None
    return found
