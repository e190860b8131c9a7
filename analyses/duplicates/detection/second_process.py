"""A second process that does a share of the work, on another core.

It is a fork, so it has all that its parent has at that moment and none of it is copied; it computes
and answers, has none of its files and connections open, and ends with its parent, however that ends."""

from __future__ import annotations

import contextlib
import gc
import os
import signal
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from multiprocessing import Pipe
from types import TracebackType
from typing import Any, Generic, NoReturn, Self, TypeVar

from analyses.duplicates.detection.progress import PATIENCE_SECONDS

# Works that the second process gets at once, so that it need not wait while the first does one.
HANDFUL = 4
# Seconds that the second process is waited for before it is taken for stuck.
LONGEST_WAIT = 20.0
UNCHANGEABLE = {signal.SIGKILL, signal.SIGSTOP}

Work = TypeVar("Work")
Answer = TypeVar("Answer")
Theirs = TypeVar("Theirs")


class SecondProcess(Generic[Work, Theirs]):
    """Answers works by `answer` in a process of its own, `pid`, for as long as a `with` lasts. Where the
    machine has none to give, `pid` is 0 and the first does all."""

    def __init__(self, answer: Callable[[Work], Theirs]) -> None:
        self._answer = answer
        self.pid = 0

    def __enter__(self) -> Self:
        self._line, theirs = Pipe()
        # No handler of the parent may run in the child before it has its own.
        mask = signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
        try:
            with contextlib.suppress(OSError):  # no memory or no process left
                self.pid = os.fork()
                if not self.pid:
                    _serve(theirs, self._answer, mask)
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        theirs.close()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._line.close()
        self._end()

    def _end(self) -> None:
        if not self.pid:
            return
        # It is there, if only as a zombie, until it is waited for here.
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)
        with contextlib.suppress(ChildProcessError):
            os.waitpid(self.pid, 0)
        self.pid = 0

    def share(
        self,
        works: Iterable[Work],
        here: Callable[[Work], Answer],
        wait: Callable[[], None],
    ) -> Iterator[Answer | Theirs]:
        """Yield the answers to all works, in the order they come: those of `here`, in this process, and
        those of the other, which gets the next few whenever it is done with some. `wait` is called
        every 0.2 s while only the other works. What the other fails at is done here, and so is what it
        does not answer in LONGEST_WAIT seconds of waiting."""
        works = iter(works)
        given = self._give(islice(works, HANDFUL))
        while True:
            if given and self._line.poll():
                answers = self._answers(given, here)
                if not given:
                    # It goes on while its answer is looked at.
                    given = self._give(islice(works, HANDFUL))
                yield from answers
            elif some := list(islice(works, 1)):
                yield here(some[0])
            elif given:
                self._await(wait)
            else:
                return

    def _await(self, wait: Callable[[], None]) -> None:
        """Return when there is an answer, or the other process has ended."""
        until = time.monotonic() + LONGEST_WAIT
        while not self._line.poll(PATIENCE_SECONDS):
            if time.monotonic() > until:
                self._end()
            wait()

    def _give(self, works: Iterable[Work]) -> deque[Work]:
        """Give the other process works; return them."""
        given = deque(works)
        # Where it is gone, there is no answer either, and they are done here.
        with contextlib.suppress(OSError):
            if given:
                self._line.send(list(given))
        return given

    def _answers(
        self, given: deque[Work], here: Callable[[Work], Answer]
    ) -> Iterable[Answer | Theirs]:
        """Return the answer to the first of the works that were given, and take that off `given`. Where
        the other process is gone, all are taken off, and answered here as the answers are asked for."""
        try:
            answer: Theirs = self._line.recv()
        except (EOFError, OSError):
            left = list(given)
            given.clear()
            return map(here, left)
        given.popleft()
        return [answer]


def _serve(line: Any, answer: Callable[[Any], Any], mask: set[int | signal.Signals]) -> NoReturn:
    """Answer until the parent closes the line or ends; then end at once, without the parent's clean-up."""
    try:
        # Connections and locks of the parent end with it, not with this process.
        os.closerange(3, line.fileno())
        os.closerange(line.fileno() + 1, os.sysconf("SC_OPEN_MAX"))
        for number in signal.valid_signals() - UNCHANGEABLE:
            signal.signal(number, signal.SIG_DFL)
        # Whether to stop is the parent's to say.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        # A search for cycles would touch, and so copy, all that the parent has.
        gc.disable()
        while True:
            for work in line.recv():
                line.send(answer(work))
    finally:
        os._exit(0)
