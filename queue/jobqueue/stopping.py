"""The stop flag: a byte of anonymous memory that a worker's parent shares with its children.

SIGTERM reaches the parent alone, and Celery then waits for the running task without limit; the flag
lets that task stop at its next checkpoint.
"""

from __future__ import annotations

import mmap

# Made at import, before any fork.
_flag = mmap.mmap(-1, 1)


def request() -> None:
    _flag[0] = 1


def withdraw() -> None:
    _flag[0] = 0


def requested() -> bool:
    return _flag[0] == 1
