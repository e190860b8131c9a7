"""A zip archive from somebody unknown: what is in it is looked at before it is unpacked.

Nothing is ever written under a name that stands in it. Bounded are the directory, the files, what
all of them become together, and how far one may grow beyond its packed size."""

from __future__ import annotations

import stat
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, BinaryIO

from django.conf import settings

from library.imports.rows import UnreadableFile
from library.tag_reading import clean

MB = 1024 * 1024
MOST_FILES = 10_000
# The list of files at the archive's end: it is read into memory as a whole.
MOST_DIRECTORY = 4 * MB
# Silence packs well; what grows beyond this is made to fill a disk. Small files may.
MOST_RATIO = 200
SMALL = 10 * MB
# What all files may become, as a multiple of the largest upload.
MOST_GROWTH = 2
ENCRYPTED = 0x1
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
# What macOS puts beside each file.
RESOURCES = "__MACOSX/"
# What zipfile raises at what somebody has made up.
UNPACKING = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError)


class BadMember(Exception):
    """A file of an archive is not taken; the message says why, `skipped` whether a track is lost."""

    def __init__(self, reason: str, *, skipped: bool = True) -> None:
        super().__init__(reason)
        self.skipped = skipped


class Archive:
    """A zip archive open for reading. Raises UnreadableFile where it cannot be read at all."""

    def __init__(self, stream: BinaryIO) -> None:
        self.position = 0
        self.left = settings.MUSICDB_MAX_UPLOAD_MB * MOST_GROWTH * MB
        try:
            # zipfile would read any directory; this is how it finds the directory's size itself.
            end = zipfile._EndRecData(stream)  # type: ignore[attr-defined]
            if end is not None and end[zipfile._ECD_SIZE] > MOST_DIRECTORY:  # type: ignore[attr-defined]
                raise UnreadableFile(f"The zip archive lists more than {MOST_FILES:,} files.")
            self.zip = zipfile.ZipFile(stream)
        except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError):
            raise UnreadableFile("The zip archive is broken and cannot be read.") from None
        if len(self.zip.filelist) > MOST_FILES:
            raise UnreadableFile(f"The zip archive holds more than {MOST_FILES:,} files.")

    def members(self) -> Iterator[zipfile.ZipInfo]:
        """Give the files, without folders and what systems put beside them."""
        for member in self.zip.filelist:
            last = member.filename.rsplit("/", 1)[-1]
            if not (member.is_dir() or last.startswith(".")) and RESOURCES not in member.filename:
                yield member

    def name_of(self, member: zipfile.ZipInfo) -> str:
        """Return the name to show, as long as the field of a fault."""
        return clean(member.filename)[:1024] or "unnamed"

    @contextmanager
    def open(self, member: zipfile.ZipInfo) -> Iterator[Counted]:
        """Open a file of the archive; raises BadMember where it is not to be taken."""
        _check(member)
        try:
            stream = self.zip.open(member)
        except UNPACKING as error:
            raise BadMember(_broken(error)) from None
        with stream:
            yield Counted(stream, member, self)


class Counted:
    """A file of an archive that counts what it unpacks: its declared size may be a lie."""

    def __init__(self, stream: IO[bytes], member: zipfile.ZipInfo, archive: Archive) -> None:
        self.stream = stream
        self.archive = archive
        self.count = 0
        self.most = max(SMALL, MOST_RATIO * member.compress_size)

    def read(self, size: int, /) -> bytes:
        try:
            found = self.stream.read(size)
        except UNPACKING as error:
            raise BadMember(_broken(error)) from None
        self.count += len(found)
        self.archive.left -= len(found)
        if self.archive.left < 0:
            raise UnreadableFile("The zip archive unpacks to more than this server takes.")
        if self.count > self.most:
            raise BadMember(f"it unpacks to more than {MOST_RATIO} times its packed size")
        return found


def _broken(error: Exception) -> str:
    return f"it cannot be unpacked: {str(error)[:100] or 'broken'}"


def _check(member: zipfile.ZipInfo) -> None:
    parts = member.filename.replace("\\", "/").split("/")
    if ".." in parts or parts[0] == "" or parts[0].endswith(":"):
        raise BadMember("its path leads out of the archive")
    if stat.S_ISLNK(member.external_attr >> 16):
        raise BadMember("it is a link")
    if member.flag_bits & ENCRYPTED:
        raise BadMember("it is encrypted")
    if member.compress_type not in METHODS:
        raise BadMember("packed in a way that is not understood; use plain zip")
    if member.file_size > max(SMALL, MOST_RATIO * member.compress_size):
        raise BadMember(f"it unpacks to more than {MOST_RATIO} times its packed size")
