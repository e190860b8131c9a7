"""Audio of an upload is copied into the folder of its owner, as far as there is room."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import uuid
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import Protocol

from django.conf import settings

from library.audio_files import INCOMING, KEPT, folder_of
from library.audio_kinds import HEAD_BYTES, audio_kind, kind_of
from library.audio_tags import read_tags
from library.imports.archive import BadMember
from library.imports.audio_columns import cells_of
from library.imports.rows import Row, Tick, ticking

CHUNK = MB = 1024 * 1024
# How a disk says that it holds no more: full, the quota of its own, too large for its kind.
FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
NO_ROOM = "there is no room left on the disk of this server"
MANY = 1000


class Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...


class Room:
    """What may still be kept for a user."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.most_bytes = settings.MUSICDB_AUDIO_QUOTA_MB * MB
        self.least_free = settings.MUSICDB_MIN_FREE_MB * MB
        self.used: int | None = None

    def measure(self) -> Generator[Tick, None, None]:
        """Add up once what lies there already."""
        if self.used is not None:
            return
        total = 0
        with os.scandir(self.folder) as entries:
            for number, entry in enumerate(entries, start=1):
                total += entry.stat(follow_symlinks=False).st_size
                if number % MANY == 0:
                    yield Tick()
        self.used = total

    def take(self, size: int) -> None:
        """Raise BadMember where another file of `size` bytes is too much for the user."""
        used = (self.used or 0) + size
        if self.most_bytes and used > self.most_bytes:
            raise BadMember(
                f"this server keeps no more than {self.most_bytes // MB:,} MB for a user"
            )
        self.used = used

    def check_disk(self) -> None:
        """Raise BadMember where the disk is not to be filled any further."""
        if shutil.disk_usage(self.folder).free < self.least_free:
            raise BadMember(NO_ROOM)


class Keeper:
    """Keeps files named by their content: the same file twice is one."""

    def __init__(self, user_id: int) -> None:
        self.folder = folder_of(user_id)
        self.most_bytes = settings.MUSICDB_MAX_UPLOAD_MB * MB
        self.room = Room(self.folder)

    def row(self, stream: Readable, name: str, line: int) -> Generator[Row | Tick, None, None]:
        """Keep one file and give its row, with ticks on the way. `name` may have folders.

        Nothing is kept where it raises BadMember (no audio, too large, no room) or
        isolation.Unreadable; any OSError is of this server, not of the file."""
        yield from self.room.measure()
        head = stream.read(HEAD_BYTES)
        first = audio_kind(head)
        if first is None:
            raise BadMember("no audio file", skipped=False)
        with self._incoming() as incoming:
            digest, size = yield from self._copy(stream, head, incoming)
            tags = yield from ticking(read_tags(incoming))
            with incoming.open("rb") as copied:
                kind = kind_of(copied) or first
            kept = self.folder / f"{digest}.{kind}"
            # One that is there already, perhaps another track's, is only replaced by its equal.
            if not kept.exists():
                self.room.take(size)
            incoming.rename(kept)
        plain = PurePosixPath(name)
        names = [plain.stem, plain.name]
        cells = cells_of(tags, names=names, kind=kind, size=size, path=KEPT + kept.name)
        yield Row(line, cells, file=name)

    def _copy(
        self, stream: Readable, chunk: bytes, incoming: Path
    ) -> Generator[Tick, None, tuple[str, int]]:
        digest, size = hashlib.sha256(), 0
        with incoming.open("wb") as target:
            while chunk:
                size += len(chunk)
                if size > self.most_bytes:
                    raise BadMember(f"larger than {self.most_bytes // MB} MB")
                self.room.check_disk()
                digest.update(chunk)
                target.write(chunk)
                yield Tick()
                chunk = stream.read(CHUNK)
        return digest.hexdigest(), size

    @contextmanager
    def _incoming(self) -> Iterator[Path]:
        """Give a new name in the folder; what lies there in the end goes."""
        path = self.folder / f"{INCOMING}{uuid.uuid4().hex}"
        try:
            yield path
        except OSError as error:
            if error.errno in FULL:
                raise BadMember(NO_ROOM) from None
            raise
        finally:
            path.unlink(missing_ok=True)
