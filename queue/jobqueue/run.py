"""A run: one worker's hold on one job, from the claim to its end or its interruption."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, NoReturn

from django.db import connection, transaction
from django.db.models.functions import Now
from django.utils import timezone

from contract.redis_link import Away
from jobqueue import checkpoint, order, progress, publisher
from jobqueue.errors import Interrupted, LeaseLost
from jobqueue.models import AnalysisJob, JobFailure
from jobqueue.registry import handler_of
from jobqueue.slots import Slot
from jobqueue.states import Status

# At most five messages a second and job.
REPORT_SECONDS = 0.2
KEEP: Any = object()


class Run:
    """What a handler is given: the job, and the calls by which the queue keeps hold of it."""

    def __init__(self, job: AnalysisJob, slot: Slot, parent: Run | None = None) -> None:
        self.job = job
        self.slot = slot
        self.parent = parent
        self.handler = handler_of(job.type)
        # Set once Cancelled was raised: a handler's final work is not cancelled again.
        self.cancelling = False
        # Set while the row is interrupted because another job runs nested in this one.
        self.gave_way = False
        # While set, a better job is never run nested: this one unwinds (see `unwinding`).
        self.unwinds = False
        # Set by report(current=…): then the handler, and not the row, knows how far it is.
        self.tells_current = False
        self._reported_at = 0.0
        self.dirty = False
        self._clock: float | None = time.monotonic()
        self.watch = checkpoint.Watch()

    def checkpoint(self) -> None:
        """Look whether to go on; at most 0.5 s of work apart, never inside a transaction.

        Runs a better waiting job right here. Raises Cancelled, Interrupted or LeaseLost, which the
        handler lets pass, and RuntimeError inside a transaction."""
        if in_transaction():
            raise RuntimeError("checkpoint() inside a transaction would hold its locks")
        checkpoint.check(self)

    def report(
        self,
        current: int | None = None,
        total: int | None = None,
        message: str | None = None,
        **details: Any,
    ) -> None:
        """Say how far the work is; cheap, merged, sent on at most five times a second."""
        if current is not None:
            self.tells_current = True
        given = {"current": current, "total": total, "message": message and message[:500]}
        for name, value in given.items():
            if value is not None:
                setattr(self.job, name, value)
        if details:
            self.job.details = {**self.job.details, **details}
        self.dirty = True
        if self.is_due() and not in_transaction():
            self.send()

    @contextmanager
    def item(self, *, advance: int = 1, cursor: Any = KEEP) -> Iterator[None]:
        """Do one item: what the body writes, and the count of it, happen together and only once.

        Raises LeaseLost where the job is no longer this run's; then nothing is written."""
        before = self.job.current
        # The row says something new from here on, so it has a revision of its own.
        fields: dict[str, Any] = {
            "current": before + advance,
            "attempts": 0,
            "revision": self.job.revision + 1,
        }
        if cursor is not KEEP:
            fields["cursor"] = cursor
        # A database that came back without the last items (a standby) has them done again.
        expected = {} if self.tells_current else {"current": before}
        with transaction.atomic():
            self._fenced(expected, **fields)
            yield
        for name, value in fields.items():
            setattr(self.job, name, value)
        self.report()

    def fail_item(self, number: int, target_id: str, reason_code: str, message: str) -> None:
        """Note that an item cannot be done, and why; inside `item()`, together with its count.

        number: the item's place in its job, from 1; the same one again keeps the newer reason."""
        JobFailure.objects.update_or_create(
            job=self.job,
            number=number,
            defaults={
                "target_id": str(target_id),
                "code": reason_code,
                "message": message[:500],
                "retried_by": None,
            },
        )

    def wait_until(self, moment: datetime) -> NoReturn:
        """Leave the job waiting until `moment`; always raises Interrupted, or LeaseLost."""
        # It is taken off the order where it becomes interrupted, and repair puts it back in time.
        waiting = AnalysisJob.objects.filter(
            pk=self.job.pk, fence=self.job.fence, status=Status.IN_PROGRESS
        )
        # By the clock that it will be held against: this host's may be another.
        if not waiting.update(retry_at=Now() + (moment - timezone.now())):
            raise LeaseLost
        raise Interrupted

    @contextmanager
    def finishing(self) -> Iterator[None]:
        """Write results in a transaction that this run alone can commit; counts nothing."""
        with transaction.atomic():
            self._fenced()
            yield

    @contextmanager
    def unwinding(self) -> Iterator[None]:
        """Give way to a better job by unwinding, never by running it nested: while something is
        held that must not wait, such as an open server-side cursor."""
        before, self.unwinds = self.unwinds, True
        try:
            yield
        finally:
            self.unwinds = before

    def is_due(self) -> bool:
        return self.dirty and time.monotonic() - self._reported_at >= REPORT_SECONDS

    def send(self) -> None:
        """Send the progress on, to Redis and the sockets; kept for later where Redis is away."""
        try:
            self.look()
        except Away:
            # Asked again after the same pause: no storm of tries.
            self._reported_at = time.monotonic()

    def look(self) -> order.Look:
        """Ask Redis what a checkpoint must know, giving it the progress that is due. Raises Away."""
        look = self._look()
        # Somebody may have raised the job; what is said of it next is to tell so.
        self.job.band = look.band
        return look

    def _look(self) -> order.Look:
        job = self.job
        if not self.is_due():
            return order.look(job.kind, band=job.band, job_id=job.pk)
        state = self.stamp()
        channels = publisher.groups_of(job.pk, job.user_id)
        look = order.look(
            job.kind,
            band=job.band,
            job_id=job.pk,
            state=state,
            payload=publisher.packed("progress", progress.body(job)),
            channels=tuple(map(publisher.channel, channels))
            if publisher.wanted("progress")
            else (),
        )
        self.dirty = False
        self._reported_at = time.monotonic()
        return look

    def stamp(self) -> dict[str, Any]:
        """Give the present state its revision and time, and return it."""
        self.job.revision += 1
        self.job.updated_at = timezone.now()
        self.job.active_seconds = self.active_seconds()
        return progress.state(self.job)

    def progress(self) -> dict[str, Any]:
        """Return the columns that a change of state takes over; what items count is the row's."""
        self.job.active_seconds = self.active_seconds()
        names = ["total", "message", "details", "active_seconds"]
        if self.tells_current:
            names.append("current")
        return {name: getattr(self.job, name) for name in names}

    def active_seconds(self) -> float:
        """Return the seconds the job has run, over all its runs, without what ran nested."""
        now = time.monotonic()
        if self._clock is not None:
            self.job.active_seconds += now - self._clock
            self._clock = now
        return self.job.active_seconds

    def stop_clock(self) -> None:
        self.active_seconds()
        self._clock = None

    def start_clock(self) -> None:
        self._clock = time.monotonic()

    def absorb(self, row: AnalysisJob) -> None:
        """Take over what a change of state has set; progress in memory is the newer."""
        names = "status", "band", "fence", "revision", "requested", "slot", "owner", "interruptions"
        for name in names:
            setattr(self.job, name, getattr(row, name))

    def holds_arrays(self) -> bool:
        """Return whether this run, or one it is nested in, holds a library in memory."""
        above = self.parent is not None and self.parent.holds_arrays()
        return self.handler.holds_arrays or above

    def _fenced(self, expected: dict[str, Any] | None = None, **fields: Any) -> None:
        written = AnalysisJob.objects.filter(
            pk=self.job.pk, fence=self.job.fence, status=Status.IN_PROGRESS, **expected or {}
        ).update(
            **self.progress() | {"revision": self.job.revision, "heartbeat_at": Now()} | fields
        )
        if not written:
            raise LeaseLost


def in_transaction() -> bool:
    """Return whether a transaction is open, other than the one a test case wraps around itself."""
    blocks: list[Any] = connection.atomic_blocks
    return any(not block._from_testcase for block in blocks)
