"""The hash of a recording is of its sound: tags and covers do not change it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from analyses.audio.sound_hash import sound_hash
from tests.audio import flac, mp3, wav


@pytest.fixture
def hashed(tmp_path: Path) -> Callable[[bytes], str]:
    def of(content: bytes) -> str:
        path = tmp_path / "x"
        path.write_bytes(content)
        return sound_hash(path)

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


def test_it_looks_up_after_each_mb(tmp_path: Path) -> None:
    looks: list[int] = []
    (tmp_path / "x").write_bytes(bytes(3 * 1024 * 1024))
    sound_hash(tmp_path / "x", lambda: looks.append(1))

    assert len(looks) == 3
