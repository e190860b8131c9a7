"""What a worker's processes use: its own, those it forked and those they started, as Linux tells."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

PROC = Path("/proc")


@dataclass(frozen=True, kw_only=True)
class Usage:
    """CPU seconds of all processes, those included that have ended; bytes that they hold in memory
    now, and how many of these are not the first one's own. What processes share counts for each."""

    cpu_seconds: float
    memory_bytes: int
    child_memory_bytes: int


def used() -> Usage | None:
    """Return what this process and all below it use; None on a system without /proc."""
    try:
        cpu, own = _of(os.getpid())
    except OSError:
        return None
    children = 0
    for pid in _below(os.getpid()):
        try:
            more, memory = _of(pid)
        except OSError:
            continue  # it ended just now; its parent has its CPU seconds
        cpu += more
        children += memory
    return Usage(cpu_seconds=cpu, memory_bytes=own + children, child_memory_bytes=children)


def _of(pid: int) -> tuple[float, int]:
    """Return the CPU seconds of a process, with those of its children that ended, and its memory."""
    # The second field, the name, may hold blanks and brackets.
    fields = (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
    ticks = sum(map(int, fields[11:15]))  # utime, stime, cutime, cstime
    return ticks / os.sysconf("SC_CLK_TCK"), int(fields[21]) * os.sysconf("SC_PAGE_SIZE")


def _below(pid: int) -> Iterator[int]:
    for thread in (PROC / str(pid) / "task").glob("*"):
        try:
            children = (thread / "children").read_text().split()
        except OSError:
            continue
        for child in map(int, children):
            yield child
            yield from _below(child)
