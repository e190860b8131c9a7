"""A zip archive that was made up, or lies on a disk that fails, costs no more than the file it is about."""

from __future__ import annotations

import errno
import io

import pytest

from library.imports.archive import Archive, BadMember, Counted
from tests.audio import wav, zipped


class Failing(io.BytesIO):
    def read(self, size: int | None = -1, /) -> bytes:
        raise OSError(errno.EIO, "Input/output error")


def test_a_disk_that_fails_in_a_file_is_said_of_that_file() -> None:
    archive = Archive(io.BytesIO(zipped({"a.wav": wav()})))
    [member] = archive.members()

    with pytest.raises(BadMember, match=r"cannot be unpacked: .*Input/output") as caught:
        Counted(Failing(), member, archive).read(1)
    assert caught.value.skipped


def test_a_place_that_is_none_is_said_of_that_file() -> None:
    content = zipped({"a.wav": wav()})
    directory = content.rindex(b"PK\x01\x02")
    moved = bytearray(content)
    moved[directory + 42 : directory + 46] = (5).to_bytes(4, "little")
    archive = Archive(io.BytesIO(bytes(moved)))
    [member] = archive.members()

    with pytest.raises(BadMember, match="cannot be unpacked"), archive.open(member):
        pass
