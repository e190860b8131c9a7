"""A second process that does a share of the work, on another core.

It is a fork, so it has all that its parent has at that moment and none of it is copied; it computes
and answers, touches neither files nor connections, and ends with its parent, however that ends."""

from __future__ import annotations

import contextlib
import gc
import os
import signal
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from multiprocessing import Pipe
from types import TracebackType
from typing import Any, Generic, NoReturn, Self, TypeVar

from analyses.duplicates.detection.progress import PATIENCE_SECONDS

# Works that the second process gets at once, so that it need not wait while the first does one.
HANDFUL = 4

Work = TypeVar("Work")
Answer = TypeVar("Answer")
Theirs = TypeVar("Theirs")


class SecondProcess(Generic[Work, Theirs]):
    """Answers works by `answer` in a process of its own, `pid`, for as long as a `with` lasts."""

    def __init__(self, answer: Callable[[Work], Theirs]) -> None:
        self._answer = answer

    def __enter__(self) -> Self:
        self._line, theirs = Pipe()
        self.pid = os.fork()
        if not self.pid:
            self._line.close()
            _serve(theirs, self._answer)
        theirs.close()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._line.close()
        # It is there, if only as a zombie, until it is waited for here.
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)
        with contextlib.suppress(ChildProcessError):
            os.waitpid(self.pid, 0)

    def share(
        self,
        works: Iterable[Work],
        here: Callable[[Work], Answer],
        wait: Callable[[], None],
    ) -> Iterator[Answer | Theirs]:
        """Yield the answers to all works, in the order they come: those of `here`, in this process, and
        those of the other, which gets the next few whenever it is done with some. `wait` is called
        every 0.2 s while only the other works. What the other fails at is done here."""
        works = iter(works)
        given: list[Work] = []
        for work in works:
            if given and self._line.poll():
                yield from self._answers(given, here)
                given = []
            if given:
                yield here(work)
                continue
            given = [work, *islice(works, HANDFUL - 1)]
            if not self._give(given):
                yield from map(here, given)
                given = []
        while given and not self._line.poll(PATIENCE_SECONDS):
            wait()
        yield from self._answers(given, here)

    def _give(self, works: list[Work]) -> bool:
        """Return whether the other process has taken works."""
        try:
            self._line.send(works)
        except OSError:
            return False  # it is gone
        return True

    def _answers(
        self, given: list[Work], here: Callable[[Work], Answer]
    ) -> Iterable[Answer | Theirs]:
        if not given:
            return []
        try:
            answers: list[Theirs] = self._line.recv()
        except (EOFError, OSError):
            return map(here, given)
        return answers


def _serve(line: Any, answer: Callable[[Any], Any]) -> NoReturn:
    """Answer until the parent closes the line or ends; then end at once, without the parent's clean-up."""
    try:
        # Whether to stop is the parent's to say.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        # A search for cycles would touch, and so copy, all that the parent has.
        gc.disable()
        while True:
            line.send([answer(work) for work in line.recv()])
    finally:
        os._exit(0)
