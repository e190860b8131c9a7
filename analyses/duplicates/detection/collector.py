"""Python's search for cycles, kept away from a library: it goes through all that was read again and
again, a second each time for a million tracks, and there are none."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

# Searches of the middle generation before one of the oldest: more than any run has.
NEVER = 1_000_000_000


@contextmanager
def pausing_collector() -> Iterator[None]:
    """Make no search at all; what was made meanwhile counts as old."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        # Moves all objects to the oldest generation without a look at them, unless something else of
        # the process is set aside for good.
        if not gc.get_freeze_count():
            gc.freeze()
            gc.unfreeze()
        if was_on:
            gc.enable()


@contextmanager
def sparing_old_objects() -> Iterator[None]:
    """Search among young objects only, for the time of a run."""
    first, second, third = gc.get_threshold()
    gc.set_threshold(first, second, NEVER)
    try:
        yield
    finally:
        gc.set_threshold(first, second, third)
