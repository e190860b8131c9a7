"""A run's hold on its analysis: what may be written, how far it is, whether to go on."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Protocol

from django.conf import settings

from analyses.duplicates.models import DuplicateAnalysis
from analyses.duplicates.progress import STEPS, Phase, step_of
from jobqueue.run import Run

# The whole of the work, in the thousandths that progress is told in.
WHOLE = 1000
# Between two looks at the queue; each may cost a round trip to Redis.
LOOK_SECONDS = 0.1
# Seconds that a track is expected to take on a slow machine; thrice as long and the run is stopped.
SECONDS_A_TRACK = 0.001
PATIENCE = 3


def limit_of(tracks: int) -> float:
    """Return the running seconds after which an analysis is stopped; more for a large library."""
    return max(float(settings.ANALYSIS_TIMEOUT_SECONDS), PATIENCE * SECONDS_A_TRACK * tracks)


class TimedOut(Exception):
    """The run has had its time."""


class Hold(Protocol):
    """What saving needs to know of who saves."""

    def writing(self) -> AbstractContextManager[None]:
        """Open a transaction that commits only while the analysis is this worker's to write."""

    def tick(self, step: str = "", done: int = 0, total: int = 0) -> None:
        """Say how far a step is, and look whether to go on; may raise."""

    def found(self, groups: int) -> None:
        """Say how many groups are saved."""


class RunHold:
    """The hold of a job that runs."""

    def __init__(self, run: Run, analysis: DuplicateAnalysis) -> None:
        self.run = run
        # Set for the bounded work that follows a cancel or a timeout, which has its own end.
        self.is_final = False
        self._phase = Phase.STARTING
        self._range = (0, 0)
        self._tracks = 0
        self._note = ""
        self._looked_at = 0.0
        self.run.report(total=WHOLE, analysis_id=str(analysis.pk), total_steps=len(STEPS))

    def enter(self, phase: Phase, start: int, end: int) -> None:
        """Begin a phase, or a part of one, that is so much of the whole: thousandths from, to."""
        self._phase, self._range = phase, (start, end)
        self.run.report(
            message=f"{phase.label}. {self._note}" if self._note else str(phase.label),
            phase=phase.value,
            phase_status=phase.value,
            current_step=step_of(phase),
        )
        self.tick("", 0, 1)

    def tracks(self, count: int) -> None:
        """Say how many tracks there are."""
        self._tracks = count
        self.run.report(total_tracks=count)

    def compared(self, count: int, *, taken_over: int = 0) -> None:
        """Say how many tracks this analysis has compared, and how many it knows from an earlier one."""
        self.run.report(tracks_compared=count, tracks_processed=taken_over + count)

    @property
    def limit(self) -> float:
        """Seconds that the run may take."""
        return limit_of(self._tracks)

    def note(self, sentence: str) -> None:
        """Add a sentence to every message from here on."""
        self._note = sentence
        self.run.report(message=sentence)

    def found(self, groups: int) -> None:
        self.run.report(groups_found=groups)

    def tick(self, step: str = "", done: int = 0, total: int = 0) -> None:
        """Say how far the part is; at times look at the queue and the clock.

        Raises what a checkpoint raises, and TimedOut."""
        now = time.monotonic()
        if now - self._looked_at < LOOK_SECONDS and done < total:
            return
        self._looked_at = now
        self._report(self._reached(done, total))
        self.run.checkpoint()
        if not self.is_final and self.run.active_seconds() > self.limit:
            raise TimedOut

    @contextmanager
    def item(self, done: int, total: int) -> Iterator[None]:
        """Write one finished block, and the count of it, once."""
        reached = max(self.run.job.current, self._reached(done, total))
        with self.run.item(advance=reached - self.run.job.current):
            yield

    def writing(self) -> AbstractContextManager[None]:
        return self.run.finishing()

    def unwinding(self) -> AbstractContextManager[None]:
        return self.run.unwinding()

    def _reached(self, done: int, total: int) -> int:
        start, end = self._range
        return start + int((end - start) * (done / total if total else 0))

    def _report(self, reached: int) -> None:
        # A run that goes on behind its last block is soon where it was; the bar waits there.
        current = max(self.run.job.current, reached)
        self.run.report(current=current)
