"""What a start makes first, and makes again only where something changed: secrets, assets, tables."""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Callable, Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that looks like another


def kept_secret(file: Path, make: Callable[[], str]) -> str:
    """Return the text of `file`; made now where it is missing, readable by its owner alone."""
    if file.is_file() and (kept := file.read_text().strip()):
        return kept
    text = make()
    new = file.with_name(file.name + ".new")
    new.unlink(missing_ok=True)
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as opened:
        opened.write(text + "\n")
        opened.flush()
        os.fsync(opened.fileno())
    new.rename(file)
    return text


def new_key() -> str:
    return secrets.token_urlsafe(48)


def new_password() -> str:
    """Return 16 letters in four groups: 79 bits, and easy to type."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(4))


def fingerprint(files: Iterable[Path], *texts: str) -> str:
    """Return a digest of the names and contents of `files`, and of `texts`."""
    digest = hashlib.sha256()
    for file in sorted(files):
        digest.update(f"{file.relative_to(ROOT)}\0".encode())
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    for text in texts:
        digest.update(f"{text}\0".encode())
    return digest.hexdigest()


def _ours(pattern: str) -> list[Path]:
    """Return the files that match below ROOT, an app at the top, or one in analyses/ or queue/.

    Hidden folders (.venv, .data) are not ours to look at."""
    apps = [child for child in ROOT.iterdir() if child.is_dir() and child.name[0] != "."]
    found = {*ROOT.glob(pattern)}
    for app in apps:
        found.update(app.glob(pattern), app.glob(f"*/{pattern}"))
    return [path for path in found if path.is_file()]


def assets() -> str:
    """Return the fingerprint of all that collectstatic copies; packages count by their versions."""
    return fingerprint([*_ours("static/**/*"), ROOT / "requirements.txt"])


def migrations(database: Path) -> str:
    """Return the fingerprint of all migrations on the cluster in `database`, a folder."""
    files = [*_ours("migrations/*.py"), ROOT / "requirements.txt"]
    return fingerprint(files, identity(database))


def identity(database: Path) -> str:
    """Return what tells this cluster from another one put in its place."""
    version = (database / "PG_VERSION").stat()
    return f"{version.st_ino} {version.st_mtime_ns}"


def once(stamp: Path, wanted: str, action: Callable[[], None]) -> bool:
    """Do `action` unless `stamp` says that it was done for `wanted`; return whether it was done."""
    if stamp.is_file() and stamp.read_text() == wanted:
        return False
    stamp.unlink(missing_ok=True)
    action()
    stamp.parent.mkdir(mode=0o700, exist_ok=True)
    stamp.write_text(wanted)
    return True
