"""Where the audio of tracks lies: files that came as uploads are kept, others stay where they are.

A kept file is named by its content and lies in a folder of its owner. A track's `path` may be
anything that a Library.xml or CSV says, so it is never opened but through `file_of`.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

from django.conf import settings

from library.models import Track
from library.models.tracks import KEPT_PATH

# A track with such a path has its file in the folder of its user.
KEPT = "kept:"
# The beginning of the name of a file that is still being written, here or among the uploads.
INCOMING = "incoming-"


def folder_of(user_id: int) -> Path:
    """Return the folder of a user's kept files, making it where it is missing."""
    folder = Path(settings.AUDIO_DIR) / str(user_id)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def is_kept(path: str) -> bool:
    """Say whether a track with this path has its file in the folder of its user."""
    return re.fullmatch(KEPT_PATH, path) is not None


def file_of(track: Track) -> Path | None:
    """Return the file that the server may read for a track; None where there is none."""
    if not track.path.startswith(KEPT):
        return inside_roots(track.path)
    if not is_kept(track.path):
        return None
    path = Path(settings.AUDIO_DIR) / str(track.user_id) / track.path.removeprefix(KEPT)
    return path if path.is_file() else None


def inside_roots(given: str) -> Path | None:
    """Return the real path of a file inside a root that the operator allows, symlinks resolved;
    None where there is no such file, or it is out of bounds."""
    try:
        path = Path(given).resolve(strict=True)
        roots = [Path(root).resolve() for root in settings.MUSICDB_IMPORT_ROOTS]
        inside = any(path.is_relative_to(root) for root in roots)
        if inside and Path(given).is_absolute() and path.is_file() and os.access(path, os.R_OK):
            return path
    except (OSError, ValueError, RuntimeError):
        pass
    return None
