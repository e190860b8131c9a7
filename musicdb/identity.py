"""As which user PostgreSQL runs: it refuses root, so root starts it as nobody in particular.

First choice is a user namespace in which root's files belong to an unprivileged id: nothing is
chowned, and no folder above needs to be open. Where the machine refuses namespaces (some
containers), it is the user nobody, who must be able to reach the programs and the data.
"""

from __future__ import annotations

import ctypes
import os
import pwd
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from musicdb.processes import nothing

LIBC = ctypes.CDLL(None, use_errno=True)
CLONE_NEWUSER = 0x10000000
NOBODY = 65534


@dataclass(frozen=True, kw_only=True)
class Identity:
    """`inside` is called in the child before exec; `popen` are Popen's user=, group=, …"""

    uid: int
    gid: int
    inside: Callable[[], None] = nothing
    popen: dict[str, Any] = field(default_factory=dict)

    def own(self, folder: Path) -> None:
        """Give `folder` and all below to the server's user, where it has another owner."""
        if os.geteuid() != 0 or folder.stat().st_uid == self.uid:
            return
        for parent, folders, files in os.walk(folder):
            for name in (".", *folders, *files):
                os.chown(Path(parent, name), self.uid, self.gid, follow_symlinks=False)

    def hindrance(self, *paths: Path) -> str:
        """Return a sentence naming a folder above `paths` that the server's user cannot enter."""
        folders = (
            [folder for path in paths for folder in reversed(path.parents)] if self.popen else []
        )
        for folder in folders:
            if folder.is_dir() and not folder.stat().st_mode & 0o001:
                return (
                    f"\nAs root, PostgreSQL runs as the user nobody, who cannot enter {folder}. "
                    f"Run as an ordinary user, or allow it: chmod o+x {folder}"
                )
        return ""


def server_identity() -> Identity:
    """Return the identity for this process's user."""
    if os.geteuid() != 0:
        return Identity(uid=os.geteuid(), gid=os.getegid())
    if namespaces_work():
        return Identity(uid=0, gid=0, inside=enter_namespace)
    return nobody()


def nobody() -> Identity:
    entry = pwd.getpwuid(NOBODY)
    drop = {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
    return Identity(uid=entry.pw_uid, gid=entry.pw_gid, popen=drop)


def enter_namespace() -> None:
    """Become an unprivileged id to whom root's files belong. Runs between fork and exec."""
    if LIBC.unshare(CLONE_NEWUSER) != 0:
        raise OSError(ctypes.get_errno(), "unshare")
    for name, text in (
        ("setgroups", "deny"),
        ("uid_map", f"{NOBODY} 0 1"),
        ("gid_map", f"{NOBODY} 0 1"),
    ):
        with open(f"/proc/self/{name}", "w") as file:
            file.write(text)


def namespaces_work() -> bool:
    try:
        subprocess.run(["/bin/true"], preexec_fn=enter_namespace, check=True)
    except (OSError, subprocess.SubprocessError):
        return False
    return True
