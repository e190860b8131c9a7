"""Where real libraries lie for tests and benchmarks; none of them is part of the project."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SHARED_DATA = Path(os.environ.get("MUSICDB_SHARED_DATA", ROOT.parent / "shared" / "data"))


def shared_data(relative: str) -> Path:
    """Return the path of a shared file; skip the test by the file's name where it is missing."""
    path = SHARED_DATA / relative
    if not path.exists():
        pytest.skip(f"no shared/data/{relative}")
    return path
