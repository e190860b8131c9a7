"""One supervisor a data folder: who holds it, and what a second one is told."""

from __future__ import annotations

import fcntl
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO

from musicdb.processes import Failure, started_at

SERVE, MANAGE = "./run", "./run manage"


@dataclass(frozen=True, kw_only=True)
class Holder:
    """Who holds a data folder; `address` is where its web server answers, if it has one."""

    pid: int
    command: str
    address: str

    def refusal(self, folder: Path) -> Failure:
        where = f" at {self.address}" if self.command == SERVE else ""
        return Failure(
            f"{self.command} (process {self.pid}) already uses {folder}{where}. "
            f"Stop it first, or choose another folder with MUSICDB_DATA_DIR."
        )


@contextmanager
def held(folder: Path, command: str, address: str = "") -> Iterator[Holder | None]:
    """Hold the data folder, made where it is missing; give who else holds it (None: we do).

    A ./run manage waits while the holder is another one, whose servers go when it ends."""
    make(folder)
    with (folder / "lock").open("a+") as file:
        while not _locked(file):
            holder = read(file)
            if holder is not None and (command == SERVE or holder.command == SERVE):
                yield holder
                return
            time.sleep(0.05)
        file.truncate(0)
        json.dump(asdict(Holder(pid=os.getpid(), command=command, address=address)), file)
        file.flush()
        yield None


def make(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise Failure(
            f"{folder} cannot be made: {error.strerror}. Choose another with MUSICDB_DATA_DIR."
        ) from None
    if folder.stat().st_uid != os.geteuid():  # root too: it would lock the owner out
        raise Failure(
            f"{folder} belongs to another user: run as that user, or choose another folder "
            f"with MUSICDB_DATA_DIR."
        )


def _locked(file: IO[str]) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)  # children do not inherit it
    except BlockingIOError:
        return False
    return True


def read(file: IO[str]) -> Holder | None:
    """Return who wrote the file, None where that was the holder before the present one."""
    file.seek(0)
    try:
        holder = Holder(**json.loads(file.read()))
    except (ValueError, TypeError):
        return None
    return holder if started_at(holder.pid) is not None else None
