"""Where the sockets of our own servers lie: a folder whose path is short, plain and private."""

from __future__ import annotations

import os
import re
import shutil
import stat
import tempfile
from contextlib import suppress
from pathlib import Path

from musicdb.identity import server_identity

# A socket's path has 107 bytes at most; PostgreSQL adds this to its folder's.
LONGEST_SOCKET, SOCKET_NAME = 107, "/.s.PGSQL.5432"
PLAIN_PATH = re.compile(r"[A-Za-z0-9/_.@+-]+")  # needs no quoting in a URL


def find(folder: Path) -> Path:
    """Return the folder of the sockets: `folder`/run, or a short one that `folder` remembers."""
    run = folder / "run"
    path = os.fsencode(run)
    if len(path) + len(SOCKET_NAME) <= LONGEST_SOCKET and PLAIN_PATH.fullmatch(str(run)):
        run.mkdir(mode=0o700, exist_ok=True)
        return run
    memory = folder / "run_folder"
    if memory.is_file():
        run = Path(memory.read_text())
        # Somebody else may have made a folder of that name since, to listen in our place.
        if _is_private(run):
            return run
    run = Path(tempfile.mkdtemp(prefix="musicdb-", dir="/tmp"))
    memory.write_text(str(run))
    return run


def _is_private(run: Path) -> bool:
    try:
        found = run.lstat()
    except OSError:
        return False
    closed = stat.S_ISDIR(found.st_mode) and stat.S_IMODE(found.st_mode) == 0o700
    return closed and found.st_uid in (os.geteuid(), server_identity().uid)


def forget(folder: Path) -> None:
    """Remove the short folder of the sockets at the end of a run."""
    memory = folder / "run_folder"
    with suppress(OSError):
        shutil.rmtree(memory.read_text())
        memory.unlink()
