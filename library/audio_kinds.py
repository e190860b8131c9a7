"""What kind of audio a file is, told by its first bytes."""

from __future__ import annotations

from typing import BinaryIO

# Enough for every rule below.
HEAD_BYTES = 64

# Beginning, and the ending that its kind of file has.
BEGINNINGS = {
    b"ID3": "mp3",
    b"fLaC": "flac",
    b"OggS": "ogg",
    b"wvpk": "wv",
    b"MAC ": "ape",
    b"TTA1": "tta",
    b"\x30\x26\xb2\x75\x8e\x66\xcf\x11": "wma",
}
# An ID3 tag says only that something follows it: most often, but not always, an MP3.
MOST_ID3 = 10
ADTS = frozenset({0xF1, 0xF9, 0xF0, 0xF8})


def audio_kind(head: bytes) -> str | None:
    """Return the ending ("mp3", "flac" …) that fits a file with this head; None for no audio."""
    for beginning, kind in BEGINNINGS.items():
        if head.startswith(beginning):
            return kind
    if head[:4] == b"RIFF" and head[8:12] == b"WAVE":
        return "wav"
    if head[:4] == b"FORM" and head[8:12] in (b"AIFF", b"AIFC"):
        return "aiff"
    if head[4:8] == b"ftyp":
        return "m4a"
    if len(head) > 3 and head[0] == 0xFF and head[1] in ADTS:
        return "aac"
    return "mp3" if _is_frame(head) else None


def kind_of(stream: BinaryIO) -> str | None:
    """Return the same of a file, read from its beginning, by what stands behind its ID3 tags."""
    start = 0
    for _ in range(MOST_ID3):
        stream.seek(start)
        head = stream.read(HEAD_BYTES)
        if not head.startswith(b"ID3") or len(head) < 10:
            break
        start += id3_length(head)
    return audio_kind(head) or ("mp3" if start else None)


def id3_length(head: bytes) -> int:
    """Return how long the ID3v2 tag is that begins with these 10 bytes: they with what follows."""
    length = 0
    for byte in head[6:10]:
        length = length << 7 | byte & 0x7F
    footer = 10 if head[5] & 0x10 else 0
    return 10 + length + footer


def _is_frame(head: bytes) -> bool:
    """Say whether an MPEG frame of layer II or III begins here: sync, layer, bitrate, rate."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE0 != 0xE0:
        return False
    version, layer = head[1] >> 3 & 3, head[1] >> 1 & 3
    return version != 1 and layer in (1, 2) and head[2] >> 4 != 15 and head[2] >> 2 & 3 != 3
