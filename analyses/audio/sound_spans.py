"""Where in a file its sound lies, and the hash of that; called in a child process alone.

A header names its own length, and may lie: no file has more pieces than are looked at here, and what
does not add up is taken as a whole."""

from __future__ import annotations

import hashlib
import os
import struct
from pathlib import Path
from typing import BinaryIO, NamedTuple

from library.audio_kinds import HEAD_BYTES, audio_kind, id3_length

CHUNK = 1024 * 1024
# Blocks of a FLAC, chunks of a WAV, tags of an MP3: an honest file has a dozen.
MOST_PIECES = 1000
# What programs write that do not know the length yet.
UNKNOWN_LENGTHS = {0, 0xFFFFFFFF}


class Span(NamedTuple):
    """A piece of a file that sounds, or says how the rest sounds: what it is, from and to."""

    name: bytes
    start: int
    end: int


class TooManyPieces(Exception):
    """The file has more pieces than any honest one."""


def hash_sound(path: Path) -> str:
    """Return the SHA-256 of what sounds in a file, as hexadecimal digits; raises OSError.

    Of each span its name and length count too: two files are equal only if they are cut alike."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        size = os.fstat(stream.fileno()).st_size
        for name, start, end in spans(stream, size):
            digest.update(b"%s %d\n" % (name, end - start))
            stream.seek(start)
            left = end - start
            while left > 0 and (chunk := stream.read(min(CHUNK, left))):
                digest.update(chunk)
                left -= len(chunk)
    return digest.hexdigest()


def spans(stream: BinaryIO, size: int) -> list[Span]:
    """Return where the sound lies; all of the file where its kind is not taken apart, or is broken."""
    kind = audio_kind(stream.read(HEAD_BYTES))
    whole = [Span(b"file", 0, size)]
    reader = {"mp3": _mp3, "flac": _flac, "wav": _wav}.get(kind or "")
    if reader is None:
        return whole
    try:
        found = reader(stream, size)
    except TooManyPieces:
        return whole
    inside = [Span(name, start, min(end, size)) for name, start, end in found]
    return [span for span in inside if span.start < span.end] or whole


def _mp3(stream: BinaryIO, size: int) -> list[Span]:
    """Leave out ID3v2 at the beginning and ID3v1 at the end."""
    start, end = 0, size
    for _ in range(MOST_PIECES):
        stream.seek(start)
        head = stream.read(10)
        if len(head) < 10 or not head.startswith(b"ID3"):
            break
        start += id3_length(head)
    else:
        raise TooManyPieces
    stream.seek(max(start, size - 128))
    if size - start >= 128 and stream.read(3) == b"TAG":
        end -= 128
    return [Span(b"frames", start, end)]


def _flac(stream: BinaryIO, size: int) -> list[Span]:
    """Take STREAMINFO, which is of the sound, and the frames behind the last block of metadata."""
    place, found = 4, []
    for _ in range(MOST_PIECES):
        stream.seek(place)
        head = stream.read(4)
        if len(head) < 4:
            break
        last, block = bool(head[0] & 0x80), head[0] & 0x7F
        length = int.from_bytes(head[1:4], "big")
        if block == 0:
            found.append(Span(b"streaminfo", place + 4, place + 4 + length))
        place += 4 + length
        if last:
            break
    else:
        raise TooManyPieces
    return [*found, Span(b"frames", place, size)]


def _wav(stream: BinaryIO, size: int) -> list[Span]:
    """Take the chunks that say how it sounds and what, up to the end that RIFF itself names."""
    stream.seek(4)
    length = int.from_bytes(stream.read(4), "little")
    end = size if length in UNKNOWN_LENGTHS else min(size, 8 + length)
    place = 12
    found: list[Span] = []
    for _ in range(MOST_PIECES):
        if place + 8 > end:
            return found
        stream.seek(place)
        name, length = struct.unpack("<4sI", stream.read(8))
        if name in (b"fmt ", b"data"):
            found.append(Span(name, place + 8, place + 8 + length))
        place += 8 + length + length % 2
    raise TooManyPieces
