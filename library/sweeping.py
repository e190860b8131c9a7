"""What imports have left behind: audio that no track has (any more), half-copied files, the folders of
users that are gone, uploads whose import is over.

Nothing younger than a day goes: a running import keeps files whose tracks are not written yet."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TypeVar
from uuid import UUID

import structlog
from django.conf import settings
from django.contrib.auth import get_user_model

from jobqueue import stopping
from jobqueue.states import OPEN
from library.audio_files import INCOMING, KEPT, is_kept
from library.models import LibraryImport, Track
from library.models.tracks import KEPT_PATH

log = structlog.get_logger(__name__)
Item = TypeVar("Item")

LEFT_SECONDS = 86_400.0
# One query each; a folder is read as far as its next batch.
BATCH = 500
# What is not done by then is left to the next night; folders are taken in another order each time.
MOST_SECONDS = 600.0


@dataclass
class Swept:
    """How many files were removed, and how many bytes they had."""

    files: int = 0
    size: int = 0


def sweep() -> Swept:
    """Remove what is left behind, for at most MOST_SECONDS; return what that was."""
    work = _Sweep()
    work.uploads()
    work.audio()
    if work.swept.files:
        log.info("files_swept", files=work.swept.files, size=work.swept.size)
    return work.swept


class _Sweep:
    def __init__(self) -> None:
        self.swept = Swept()
        self.oldest = time.time() - LEFT_SECONDS
        self.until = time.monotonic() + MOST_SECONDS

    def is_over(self) -> bool:
        return time.monotonic() > self.until or stopping.requested()

    def uploads(self) -> None:
        folder = Path(settings.UPLOAD_DIR)
        for names in self._old(folder):
            found = {name: _import_of(name) for name in names}
            wanted = LibraryImport.objects.filter(
                pk__in=[key for key in found.values() if key], status__in=OPEN
            )
            open_ones = set(wanted.values_list("pk", flat=True))
            for name, key in found.items():
                if name.startswith(INCOMING) or (key is not None and key not in open_ones):
                    self._remove(folder / name)

    def audio(self) -> None:
        root = Path(settings.AUDIO_DIR)
        if not root.is_dir():
            return
        folders = [int(path.name) for path in root.iterdir() if path.name.isdecimal()]
        random.shuffle(folders)
        for some in _batches(folders):
            users = get_user_model().objects.filter(pk__in=some)
            there = set(users.values_list("pk", flat=True))
            for user_id in some:
                self._kept(user_id, root / str(user_id))
                if user_id not in there:
                    # Left where something young is in it.
                    with suppress(OSError):
                        (root / str(user_id)).rmdir()

    def _kept(self, user_id: int, folder: Path) -> None:
        for names in self._old(folder):
            paths = [KEPT + name for name in names if is_kept(KEPT + name)]
            # The pattern is what the index is made for.
            tracks = Track.objects.filter(user_id=user_id, path__regex=KEPT_PATH, path__in=paths)
            wanted = set(tracks.values_list("path", flat=True))
            for path in set(paths) - wanted:
                self._remove_kept(folder / path.removeprefix(KEPT))
            for name in names:
                if name.startswith(INCOMING):
                    self._remove(folder / name)

    def _old(self, folder: Path) -> Iterator[list[str]]:
        """Give the names of the old files of a folder, a batch at a time, as long as there is time."""
        if not folder.is_dir() or self.is_over():
            return
        with os.scandir(folder) as entries:
            for names in _batches(entry.name for entry in entries if self._is_old(entry)):
                yield names
                if self.is_over():
                    return

    def _is_old(self, entry: os.DirEntry[str]) -> bool:
        # One may go while the folder is read.
        with suppress(FileNotFoundError):
            return (
                entry.is_file(follow_symlinks=False)
                and entry.stat(follow_symlinks=False).st_mtime < self.oldest
            )
        return False

    def _remove_kept(self, path: Path) -> None:
        """Remove a kept file, unless an import keeps the very same content at this moment: so it is
        set aside first, and comes back where it turns out to be new."""
        aside = path.with_name(f"{INCOMING}{path.name}")
        with suppress(FileNotFoundError):
            path.rename(aside)
            if aside.stat().st_mtime < self.oldest:
                self._remove(aside)
            else:
                aside.rename(path)

    def _remove(self, path: Path) -> None:
        with suppress(FileNotFoundError):
            size = path.stat().st_size
            path.unlink()
            self.swept.files += 1
            self.swept.size += size


def _import_of(name: str) -> UUID | None:
    """Return the import whose upload has this name; None for none."""
    try:
        return UUID(name)
    except ValueError:
        return None


def _batches(items: Iterable[Item]) -> Iterator[list[Item]]:
    iterator = iter(items)
    while some := list(islice(iterator, BATCH)):
        yield some
