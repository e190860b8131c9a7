"""The hash of a recording: of its sound alone, so that tags and covers do not change it."""

from __future__ import annotations

import hashlib
import os
import struct
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from library.audio_kinds import HEAD_BYTES, audio_kind

CHUNK = 1024 * 1024
Spans = list[tuple[int, int]]


def _nothing() -> None:
    return None


def sound_hash(path: Path, tick: Callable[[], None] = _nothing) -> str:
    """Return the SHA-256 of what sounds in a file, as hexadecimal digits; raises OSError.

    `tick` is called at least after each MB."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        size = os.fstat(stream.fileno()).st_size
        for start, end in spans(stream, size):
            stream.seek(start)
            left = end - start
            while left > 0 and (chunk := stream.read(min(CHUNK, left))):
                digest.update(chunk)
                left -= len(chunk)
                tick()
    return digest.hexdigest()


def spans(stream: BinaryIO, size: int) -> Spans:
    """Return where in a file the sound lies, from and to; all of it where the kind is not known."""
    kind = audio_kind(stream.read(HEAD_BYTES))
    if kind is None:
        return [(0, size)]
    reader = {"mp3": _mp3, "flac": _flac, "wav": _wav}.get(kind)
    found = reader(stream, size) if reader else [(0, size)]
    sounding = [(start, min(end, size)) for start, end in found if start < min(end, size)]
    return sounding or [(0, size)]


def _mp3(stream: BinaryIO, size: int) -> Spans:
    """Leave out ID3v2 at the beginning and ID3v1 at the end."""
    start, end = 0, size
    while True:
        stream.seek(start)
        head = stream.read(10)
        if len(head) < 10 or not head.startswith(b"ID3"):
            break
        footer = 10 if head[5] & 0x10 else 0
        start += 10 + _syncsafe(head[6:10]) + footer
    stream.seek(max(start, size - 128))
    if size - start >= 128 and stream.read(3) == b"TAG":
        end -= 128
    return [(start, end)]


def _syncsafe(four: bytes) -> int:
    number = 0
    for byte in four:
        number = number << 7 | byte & 0x7F
    return number


def _flac(stream: BinaryIO, size: int) -> Spans:
    """Take STREAMINFO, which is of the sound, and the frames behind the last block of metadata."""
    place, found, last = 4, [], False
    while not last and place < size:
        stream.seek(place)
        head = stream.read(4)
        if len(head) < 4:
            break
        last, block = bool(head[0] & 0x80), head[0] & 0x7F
        length = int.from_bytes(head[1:4], "big")
        if block == 0:
            found.append((place + 4, place + 4 + length))
        place += 4 + length
    return [*found, (place, size)]


def _wav(stream: BinaryIO, size: int) -> Spans:
    """Take the chunks that say how it sounds and what."""
    place, found = 12, []
    while place + 8 <= size:
        stream.seek(place)
        name, length = struct.unpack("<4sI", stream.read(8))
        if name in (b"fmt ", b"data"):
            found.append((place + 8, place + 8 + length))
        place += 8 + length + length % 2
    return found
