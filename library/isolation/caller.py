"""In the worker: gives a file to a child, looks up while that reads, and outlives its death."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Generator
from multiprocessing import Pipe
from pathlib import Path
from typing import Any, TypeVar

from library.isolation import Unreadable

Found = TypeVar("Found")

ROOT = Path(__file__).resolve().parents[2]
# Twice within the half second in which a job must see that it is to stop.
LOOK_SECONDS = 0.2
# A child has this many times its CPU seconds on the clock: a disk may be slow.
PATIENCE = 4
# No answer is larger.
MOST_BYTES = 1024 * 1024
# Then another child takes its place, so that nothing piles up in one.
FILES_A_CHILD = 2000


class Child:
    """A process that reads files, one after the other. Raises OSError where none can be started."""

    def __init__(self) -> None:
        self.line, theirs = Pipe()
        self.files = 0
        with theirs:
            number = theirs.fileno()
            # A new program, not a fork of this one: it has none of its memory, connections, secrets.
            self.process = subprocess.Popen(
                [sys.executable, "-B", "-X", "utf8", "-m", "library.isolation.child", str(number)],
                pass_fds=[number],
                cwd=ROOT,
                env={},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )

    def answer(self, asked: dict[str, Any], seconds: int) -> Generator[None, None, dict[str, Any]]:
        """Return the answer, giving way every LOOK_SECONDS until it is there.

        Raises Unreadable; OSError where the process does not even start."""
        if not self.files:
            yield from self._started()
        self.files += 1
        # Only waiting counts, not what the caller does meanwhile.
        looks = round(seconds * PATIENCE / LOOK_SECONDS)
        try:
            self.line.send_bytes(json.dumps(asked).encode())
            while not self.line.poll(LOOK_SECONDS):
                looks -= 1
                if looks < 0:
                    raise Unreadable(f"reading it takes longer than {seconds * PATIENCE} seconds")
                yield
            found: dict[str, Any] = json.loads(self.line.recv_bytes(MOST_BYTES))
        except (EOFError, OSError):
            raise Unreadable(self._why_it_ended(seconds)) from None
        return found

    def _started(self) -> Generator[None, None, None]:
        while not self.line.poll(LOOK_SECONDS):
            yield
        try:
            self.line.recv_bytes(MOST_BYTES)
        except EOFError:
            raise OSError("the process that reads files does not start") from None

    def _why_it_ended(self, seconds: int) -> str:
        self.end()
        if self.process.returncode == -signal.SIGXCPU:
            return f"reading it takes more than {seconds} seconds of computing"
        return "its content ended the process that read it"

    def end(self) -> None:
        """End the process, whatever it is doing; again does nothing."""
        self.line.close()
        if self.process.poll() is None:
            self.process.kill()
        # One that hangs in a dead network disk is left behind.
        try:
            self.process.wait(1)
        except subprocess.TimeoutExpired:
            return


# Children without work: one as a rule, two while a job runs nested in an import.
_idle: list[Child] = []


def steps(
    function: Callable[[Path], Any], path: Path, *, seconds: int
) -> Generator[None, None, Any]:
    """Let a child apply `function` to a file and return what it found; gives way every LOOK_SECONDS.

    `seconds`: of CPU; PATIENCE times as many on the clock. Raises Unreadable where the file or a limit
    is the reason, OSError where the file cannot be opened or no child be started. Closed early, the
    child ends."""
    asked = {
        "module": function.__module__,
        "function": function.__name__,
        "path": os.fspath(path),
        "seconds": seconds,
    }
    child, answer = _take(), None
    try:
        answer = yield from child.answer(asked, seconds)
    finally:
        if answer is None or "memory" in answer or child.files >= FILES_A_CHILD:
            child.end()
        else:
            _idle.append(child)
    if "found" in answer:
        return answer["found"]
    if "os_error" in answer:
        raise OSError(*answer["os_error"])
    if "memory" in answer:
        raise Unreadable(f"reading it takes more than {answer['memory'] >> 20} MB of memory")
    raise Unreadable(answer["unreadable"])


def finish(work: Generator[None, None, Found], tick: Callable[[], None]) -> Found:
    """Return what `work` returns, with a tick wherever it gives way; what that raises ends the work."""
    try:
        while True:
            try:
                next(work)
            except StopIteration as end:
                found: Found = end.value
                return found
            tick()
    finally:
        work.close()


def _take() -> Child:
    while True:
        try:
            child = _idle.pop()
        except IndexError:
            return Child()
        if child.process.poll() is None:
            return child
        child.end()
