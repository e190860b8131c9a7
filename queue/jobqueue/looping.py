"""The loop of a worker without Celery: look, run, repair now and then, say that it is alive."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psycopg
import structlog
from django.db import OperationalError, connection

from jobqueue import picking, repair, sessions, stopping, worker, workers

log = structlog.get_logger(__name__)

# Nobody sends tickets to such a worker: it looks so often, one round trip each.
POLL_SECONDS = 0.2
# Without a beat it repairs for itself, as often as the beat would.
REPAIR_SECONDS = 10.0


def work(
    kind: str,
    *,
    poll: float = POLL_SECONDS,
    until_empty: bool = False,
    say: Callable[[str], object] = lambda text: None,
) -> int:
    """Run jobs of `kind` until a stop is requested, or none waits; return how many runs there were.

    A PostgreSQL that is away is waited for; with Redis away jobs are picked from PostgreSQL."""
    runs = 0
    repaired_at = -REPAIR_SECONDS
    with _signs_of_life():
        while not stopping.requested():
            try:
                if time.monotonic() - repaired_at >= REPAIR_SECONDS:
                    repair.repair()
                    repaired_at = time.monotonic()
                ran = worker.run_one(kind)
                if not ran and until_empty and picking.best_waiting(kind) is None:
                    break
            except (OperationalError, psycopg.OperationalError) as error:
                log.warning("database_away", error=str(error))
                connection.close()
                ran = False
            if ran:
                runs += 1
                say(f"run {runs} ended")
            else:
                _rest(poll)
    return runs


def _rest(seconds: float) -> None:
    """Wait, but not for longer than a stop takes to be noticed."""
    end = time.monotonic() + seconds
    while not stopping.requested() and (left := end - time.monotonic()) > 0:
        time.sleep(min(left, 0.1))


@contextmanager
def _signs_of_life() -> Iterator[None]:
    """Say every few seconds that this worker is alive, also while a job runs."""
    ended = threading.Event()
    name = sessions.worker_name()

    def go_on() -> None:
        while not ended.wait(workers.EVERY_SECONDS):
            workers.say_alive(name)

    workers.say_alive(name)
    thread = threading.Thread(target=go_on, name="signs-of-life", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()
        workers.say_goodbye(name)
