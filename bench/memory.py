"""The memory and the CPU seconds of a process and its children together."""

from __future__ import annotations

import os
import resource
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# Seconds between two looks.
LOOK = 0.5


class Peak:
    """mb: the most that was seen so far, MB."""

    def __init__(self) -> None:
        self.mb = 0.0

    def look(self) -> None:
        # What is shared after a fork counts once: each has its part of it.
        shared_out = sum(map(_mb_of, (os.getpid(), *_children())))
        alone = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        self.mb = max(self.mb, shared_out, alone)


@contextmanager
def peak() -> Iterator[Peak]:
    """Look at the memory now and then, and once more at the end."""
    found, ended = Peak(), threading.Event()

    def watch() -> None:
        while not ended.wait(LOOK):
            found.look()

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    try:
        yield found
    finally:
        ended.set()
        thread.join()
        found.look()


def cpu_seconds() -> float:
    """Return the CPU seconds of this process and of its children that have ended."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def _children() -> list[int]:
    found: list[int] = []
    for tasks in Path("/proc/self/task").iterdir():
        try:
            found += map(int, (tasks / "children").read_text(encoding="ascii").split())
        except OSError:
            continue  # the thread has ended
    return found


def _mb_of(pid: int) -> float:
    """Return the proportional set size of a process, 0 where it has ended."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024
