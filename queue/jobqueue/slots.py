"""Slots: how many jobs of a kind run at once, over all workers.

A slot is an advisory lock on a database session of its own (Django reconnects silently, and the
lock would be gone unseen). It falls the instant its process dies, so whoever gets a slot knows that
what ran in it is an orphan. Needs a direct session, no PgBouncer in transaction mode.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import TracebackType
from typing import Self

import psycopg
import structlog
from django.conf import settings
from django.db import IntegrityError, connection

from jobqueue import sessions
from jobqueue.errors import LeaseLost
from jobqueue.states import Kind

log = structlog.get_logger(__name__)

# The first number of each advisory lock: a key range a kind.
SPACES = {Kind.ANALYSIS: 7_471_001, Kind.MAINTENANCE: 7_471_002}
BEAT_SPACE = 7_471_003
# The constraint that refuses a second job in progress in a slot, at the commit.
ONE_JOB_A_SLOT = "queue_one_job_a_slot"

# Jobs of the maintenance worker take turns in one slot, so that another child is always free for
# repair.
MAINTENANCE_SLOTS = 1
# A session is asked at most so often whether it is still there.
PROBE_SECONDS = 1.0
# How long a run tries to get a lost slot back: a restart of PostgreSQL takes less.
RETAKE_SECONDS = 10.0


def count(kind: str) -> int:
    return settings.ANALYSIS_SLOTS if kind == Kind.ANALYSIS else MAINTENANCE_SLOTS


def connect() -> psycopg.Connection:
    """Return a session of our own, named like Django's, noticing a dead peer within seconds."""
    extra = {"application_name": sessions.owner(), "options": sessions.SERVER_SIDE}
    parameters = sessions.parameters() | extra | {"connect_timeout": 5}
    parameters["dbname"] = connection.settings_dict["NAME"]
    session = psycopg.connect(**parameters, autocommit=True)
    session.execute("SET lock_timeout = '2s'")
    return session


def try_lock(session: psycopg.Connection, space: int, number: int) -> bool:
    row = session.execute("SELECT pg_try_advisory_lock(%s, %s)", [space, number]).fetchone()
    return bool(row and row[0])


class Slot:
    """One held slot; `number` is what the rows of its jobs name."""

    def __init__(self, kind: str, number: int, session: psycopg.Connection) -> None:
        self.kind = kind
        self.number = number
        self.session = session
        self._probed_at = time.monotonic()

    def release(self) -> None:
        # Closing lets the lock fall, also where the session is broken; but only when the server has
        # come to it, and who looks at once would find the slot taken by nobody.
        with suppress(psycopg.Error):
            self.session.execute("SELECT pg_advisory_unlock_all()")
        self.session.close()

    def is_alive(self, at_once: bool = False) -> bool:
        """Return whether the lock is still ours, asked at most once a second, or `at_once`."""
        if self.session.closed:
            return False
        if not at_once and time.monotonic() - self._probed_at < PROBE_SECONDS:
            return True
        self._probed_at = time.monotonic()
        try:
            self.session.execute("SELECT 1")
        except psycopg.Error:
            return False
        return True

    def retake(self) -> None:
        """Get the same slot on a new session; raises LeaseLost where somebody else has it, or
        PostgreSQL does not come back in time."""
        log.warning("slot_lost", kind=self.kind, slot=self.number)
        self.session.close()
        deadline = time.monotonic() + RETAKE_SECONDS
        while time.monotonic() < deadline:
            try:
                session = connect()
            except psycopg.OperationalError:
                time.sleep(0.2)
                continue
            if try_lock(session, SPACES[Kind(self.kind)], self.number):
                self.session = session
                self._probed_at = time.monotonic()
                return
            session.close()
            break
        raise LeaseLost

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.release()


def acquire(kind: str) -> Slot | None:
    """Return a free slot of `kind`, None where all are taken."""
    session = connect()
    try:
        for number in range(1, count(kind) + 1):
            if try_lock(session, SPACES[Kind(kind)], number):
                return Slot(kind, number, session)
    except BaseException:
        session.close()
        raise
    session.close()
    return None


@contextmanager
def alone() -> Iterator[None]:
    """Raise LeaseLost where another job is in progress in the slot that the body's commits name: its
    lock was lost, and somebody else has it, or a run that does not know yet that it lost it."""
    try:
        yield
    except IntegrityError as error:
        if getattr(getattr(error.__cause__, "diag", None), "constraint_name", "") != ONE_JOB_A_SLOT:
            raise
        log.warning("slot_in_use", error=str(error))
        raise LeaseLost from error


@contextmanager
def holding(kind: str, number: int) -> Iterator[bool]:
    """Hold one slot for a moment, if nobody has it; gives whether it is held."""
    slot = Slot(kind, number, connect())
    with slot:
        yield try_lock(slot.session, SPACES[Kind(kind)], number)
