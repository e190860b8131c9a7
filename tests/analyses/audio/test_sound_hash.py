"""The hash of a recording: of MP3, FLAC and WAV tags and covers do not change it."""

from __future__ import annotations

import io
import struct
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from analyses.audio.extractor import NotExtracted
from analyses.audio.sound_hash import sound_hash
from analyses.audio.sound_spans import spans
from tests.audio import flac, mp3, wav


@pytest.fixture
def hashed(tmp_path: Path) -> Callable[[bytes], str]:
    def of(content: bytes) -> str:
        path = tmp_path / "x"
        path.write_bytes(content)
        return sound_hash(path, lambda: None)

    return of


@pytest.mark.parametrize("make", [wav, flac, mp3])
def test_tags_do_not_change_it(hashed: Callable[[bytes], str], make: Callable[..., bytes]) -> None:
    assert hashed(make()) == hashed(make(title="Blue", artist="Joni"))


@pytest.mark.parametrize("make", [wav, flac, mp3])
def test_another_sound_has_another(
    hashed: Callable[[bytes], str], make: Callable[..., bytes]
) -> None:
    assert hashed(make(2)) != hashed(make(1))


def test_the_old_tags_at_an_mp3s_end_do_not_change_it(hashed: Callable[[bytes], str]) -> None:
    assert hashed(mp3()) == hashed(mp3() + b"TAG" + bytes(125))


@pytest.mark.parametrize(
    "content",
    [b"", b"ID3", b"fLaC", b"fLaC\x84\xff\xff\xff", b"RIFF\0\0\0\0WAVEdata\xff\xff\xff\xff"],
)
def test_a_broken_file_has_one_too(hashed: Callable[[bytes], str], content: bytes) -> None:
    assert len(hashed(content)) == 64


def chunk(name: bytes, content: bytes) -> bytes:
    return name + struct.pack("<I", len(content)) + content


def riff(*chunks: bytes, size: int | None = None) -> bytes:
    inside = b"WAVE" + b"".join(chunks)
    return b"RIFF" + struct.pack("<I", len(inside) if size is None else size) + inside


def test_the_same_bytes_cut_in_another_way_are_another_sound(
    hashed: Callable[[bytes], str],
) -> None:
    one = riff(chunk(b"data", b"ab"), chunk(b"data", b"cdef"))
    other = riff(chunk(b"data", b"abcd"), chunk(b"data", b"ef"))

    assert hashed(one) != hashed(other)


def test_what_stands_behind_the_end_that_a_wav_names_does_not_sound(
    hashed: Callable[[bytes], str],
) -> None:
    plain = riff(chunk(b"data", b"abcd"))

    assert hashed(plain) == hashed(plain + chunk(b"data", b"more"))
    # Programs that do not know the length yet write none.
    assert hashed(riff(chunk(b"data", b"abcd"), size=0)) == hashed(plain)


@pytest.mark.parametrize(
    ("begin", "piece"),
    [
        (riff(size=0), chunk(b"data", b"")),
        (b"fLaC", bytes([1, 0, 0, 0])),
        (b"", b"ID3\x04\0\0" + bytes(4)),
    ],
)
def test_a_file_of_nothing_but_headers_is_taken_as_a_whole(begin: bytes, piece: bytes) -> None:
    content = begin + piece * 100_000

    assert spans(io.BytesIO(content), len(content)) == [(b"file", 0, len(content))]


def test_it_stops_where_the_tick_says_so(tmp_path: Path) -> None:
    path = tmp_path / "x"
    with path.open("wb") as stream:
        stream.truncate(2**31)

    def stop() -> None:
        raise InterruptedError

    began = time.monotonic()
    with pytest.raises(InterruptedError):
        sound_hash(path, stop)

    assert time.monotonic() - began < 2


def test_one_that_takes_too_long_is_no_audio(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr("analyses.audio.sound_hash.SECONDS", 0)
    monkeypatch.setattr("analyses.audio.sound_hash.BYTES_A_SECOND", 2**40)
    path = tmp_path / "x"
    with path.open("wb") as stream:
        stream.truncate(2**34)

    with pytest.raises(NotExtracted, match="seconds") as caught:
        sound_hash(path, lambda: None)
    assert caught.value.code == "unreadable"
