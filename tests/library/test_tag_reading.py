"""Tags of each kind of file become the fields of a track, whatever that kind calls them."""

from __future__ import annotations

import io
import struct
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from library.isolation import Unreadable
from library.tag_reading import Bounded, tags_of

ALL = {
    "title": "Blue",
    "artist": "Joni",
    "album": "Hers",
    "album_artist": "Various",
    "genre": "Folk",
    "year": "1971",
    "track_number": "3/10",
    "disc_number": "1/2",
    "isrc": "USRC17607839",
}
ASF = {
    "title": "Title",
    "artist": "Author",
    "album": "WM/AlbumTitle",
    "album_artist": "WM/AlbumArtist",
    "genre": "WM/Genre",
    "year": "WM/Year",
    "track_number": "WM/TrackNumber",
    "disc_number": "WM/PartOfSet",
    "isrc": "WM/ISRC",
}
APE = {
    "title": "Title",
    "artist": "Artist",
    "album": "Album",
    "album_artist": "Album Artist",
    "genre": "Genre",
    "year": "Year",
    "track_number": "Track",
    "disc_number": "Disc",
    "isrc": "ISRC",
}


def wma() -> bytes:
    """Return the head of a WMA of two seconds."""
    properties = bytes(40) + struct.pack("<QQQ", 20_000_000, 0, 0) + bytes(16)
    inside = asf("8CABDCA1-A947-11CF-8EE4-00C00C205365", properties)
    return asf("75B22630-668E-11CF-A6D9-00AA0062CE6C", struct.pack("<IBB", 1, 1, 2) + inside)


def asf(name: str, content: bytes) -> bytes:
    return UUID(name).bytes_le + struct.pack("<Q", 24 + len(content)) + content


def wavpack() -> bytes:
    """Return the first block of a WavPack of a second at 44.1 kHz, without sound."""
    flags = 9 << 23 | 1
    return struct.pack("<4sIHBBIIIII", b"wvpk", 24, 0x410, 0, 0, 44_100, 0, 44_100, flags, 0)


def monkeys_audio() -> bytes:
    """Return the head of a Monkey's Audio file of a second."""
    descriptor = struct.pack("<4sHH", b"MAC ", 3990, 0) + bytes(44)
    return descriptor + struct.pack("<HHIIIHHI", 2000, 0, 44_100, 44_100, 1, 16, 2, 44_100)


def true_audio() -> bytes:
    return struct.pack("<4sHHHII", b"TTA1", 1, 2, 16, 44_100, 44_100) + bytes(4)


def tagged(kind: str, content: bytes, names: dict[str, str]) -> bytes:
    """Return the file with ALL in its tags, as mutagen writes them under these names."""
    from mutagen.apev2 import APEv2
    from mutagen.asf import ASF as WMA
    from mutagen.easyid3 import EasyID3

    stream = io.BytesIO(content)
    if kind == "asf":
        tags: Any = WMA(stream)
        stream.seek(0)
    else:
        tags = APEv2() if kind == "ape" else EasyID3()
    for field, text in ALL.items():
        tags[names[field]] = text
    tags.save(stream)
    return stream.getvalue()


EASY = {
    **{name: name for name in ("title", "artist", "album", "genre", "isrc")},
    "album_artist": "albumartist",
    "year": "date",
    "track_number": "tracknumber",
    "disc_number": "discnumber",
}


@pytest.mark.parametrize(
    ("kind", "content", "names", "duration"),
    [
        ("asf", wma(), ASF, 2.0),
        ("ape", wavpack(), APE, 1.0),
        ("ape", monkeys_audio(), APE, 1.0),
        ("id3", true_audio(), EASY, 1.0),
    ],
)
def test_every_field_is_read(
    tmp_path: Path, kind: str, content: bytes, names: dict[str, str], duration: float
) -> None:
    path = tmp_path / "x"
    path.write_bytes(tagged(kind, content, names))
    found = tags_of(path)

    assert found["texts"] == ALL
    assert found["duration"] == pytest.approx(duration)


def test_the_first_of_two_names_wins(tmp_path: Path) -> None:
    from mutagen.apev2 import APEv2

    stream = io.BytesIO(wavpack())
    tags = APEv2()
    tags.update({"Year": "1971", "Date": "2001-02-03", "Albumartist": "Joni", "Cover": "no field"})
    tags.save(stream)
    (tmp_path / "x").write_bytes(stream.getvalue())

    assert tags_of(tmp_path / "x")["texts"] == {"year": "1971", "album_artist": "Joni"}


def test_a_field_that_is_no_text_is_left_out(tmp_path: Path) -> None:
    from mutagen.apev2 import BINARY, APEv2, APEValue

    stream = io.BytesIO(wavpack())
    tags = APEv2()
    tags.update({"Title": APEValue(b"\xff\xfe", BINARY), "Artist": "Joni"})
    tags.save(stream)
    (tmp_path / "x").write_bytes(stream.getvalue())

    assert tags_of(tmp_path / "x")["texts"] == {"artist": "Joni"}


def test_a_tag_that_claims_too_much_is_not_read(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr("library.tag_reading.MOST_BYTES_AT_ONCE", 10)
    path = tmp_path / "x"
    path.write_bytes(bytes(100))
    with path.open("rb") as stream, pytest.raises(Unreadable):
        Bounded(stream, "x").read(50)


def test_text_is_no_audio(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"only words")
    with pytest.raises(Unreadable, match="no audio format"):
        tags_of(tmp_path / "x")
