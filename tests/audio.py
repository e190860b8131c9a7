"""Small audio files that tests make themselves: a second of sound, or only a valid head."""

from __future__ import annotations

import io
import math
import struct
import wave
import zipfile
import zlib
from typing import Any

RATE = 8000
MB = 1024 * 1024


def wav(seconds: float = 1.0, pitch: float = 440.0, **tags: str) -> bytes:
    """Return a WAV of a sine, with ID3 tags by mutagen's easy names."""
    stream = io.BytesIO()
    with wave.open(stream, "wb") as sound:
        sound.setparams((1, 2, RATE, 0, "NONE", ""))
        frames = (int(9000 * math.sin(pitch * n * math.tau / RATE)) for n in range(count(seconds)))
        sound.writeframes(b"".join(struct.pack("<h", frame) for frame in frames))
    return tagged_wav(stream, tags) if tags else stream.getvalue()


def count(seconds: float) -> int:
    return round(seconds * RATE)


def tagged_wav(stream: io.BytesIO, tags: dict[str, str]) -> bytes:
    from mutagen.id3 import TALB, TIT2, TPE1
    from mutagen.wave import WAVE

    frames: dict[str, Any] = {"title": TIT2, "artist": TPE1, "album": TALB}
    stream.seek(0)
    sound = WAVE(stream)
    sound.add_tags()
    for name, text in tags.items():
        sound.tags.add(frames[name](encoding=3, text=[text]))
    stream.seek(0)
    sound.save(stream)
    return stream.getvalue()


def flac(seconds: float = 3.0, **tags: str) -> bytes:
    """Return the head of a FLAC that says how long it is, with Vorbis comments and no sound."""
    from mutagen.flac import FLAC

    samples = count(seconds)
    # 20 bits of rate, 3 of channels - 1, 5 of bits a sample - 1, 36 of samples.
    packed = (RATE << 44) | (0 << 41) | (15 << 36) | samples
    info = struct.pack(">HH", 4096, 4096) + bytes(6) + packed.to_bytes(8, "big") + bytes(16)
    stream = io.BytesIO(b"fLaC" + bytes([0x80, 0, 0, len(info)]) + info)
    sound = FLAC(stream)
    sound.update({name: [text] for name, text in tags.items()})
    stream.seek(0)
    sound.save(stream)
    return stream.getvalue()


def mp3(frames: int = 40, **tags: str) -> bytes:
    """Return an MP3 of empty frames at 128 kbit/s, with ID3 tags by mutagen's easy names."""
    from mutagen.easyid3 import EasyID3

    stream = io.BytesIO()
    if tags:
        easy = EasyID3()
        easy.update({name: [text] for name, text in tags.items()})
        easy.save(stream)
    # MPEG 1 layer III, 128 kbit/s, 44,100 Hz: frames of 417 bytes.
    return stream.getvalue() + (b"\xff\xfb\x90\x64" + bytes(413)) * frames


def bomb(mb: int) -> bytes:
    """Return an ID3 tag with one frame that unpacks to so many MB."""
    packer = zlib.compressobj(9, wbits=-15)
    block = packer.compress(bytes(MB)) + packer.flush(zlib.Z_FULL_FLUSH)
    packed = b"\x78\xda" + block * mb + packer.flush()
    # Flags: compressed, with the length that it is said to have.
    content = struct.pack(">I", 100) + packed
    frame = b"TIT2" + syncsafe(len(content)) + b"\0\x09" + content
    return b"ID3\x04\0\0" + syncsafe(len(frame)) + frame + b"\xff\xfb\x90\x64" + bytes(413)


def syncsafe(number: int) -> bytes:
    return bytes(number >> shift & 0x7F for shift in (21, 14, 7, 0))


def zipped(files: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return stream.getvalue()
