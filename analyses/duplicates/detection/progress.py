"""How a long step tells its caller where it is, and how the caller stops it."""

from __future__ import annotations

import time
from collections.abc import Callable

Progress = Callable[[str, int, int], None]
"""Called with the name of the step, what is done and the total. Raising from it cancels the run."""

PATIENCE_SECONDS = 0.2
"""Longest time a loop works before it calls its progress again."""


def silent(step: str, done: int, total: int) -> None:
    """Say nothing, and never cancel."""


class Pace:
    """Calls a progress function from inside a loop, no more often than every 0.2 s."""

    def __init__(self, progress: Progress, step: str, total: int) -> None:
        self._progress = progress
        self._step = step
        self._total = total
        self._next = 0.0

    def at(self, done: int) -> None:
        """Report `done` if it is time; whatever the progress function raises passes through."""
        now = time.monotonic()
        if now >= self._next:
            self._progress(self._step, done, max(self._total, done))
            self._next = now + PATIENCE_SECONDS
