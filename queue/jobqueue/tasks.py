"""Celery's ways in: a ticket means "look", never "run that job", so a lost, late or second one
does no harm."""

from __future__ import annotations

import time
from functools import lru_cache
from typing import Any

import psycopg
import structlog
from celery import current_app, shared_task
from django.conf import settings
from django.db import OperationalError as DatabaseAway
from kombu.exceptions import KombuError
from kombu.pools import producers
from redis import RedisError

from contract import redis_link
from jobqueue import (
    celery_signals,  # noqa: F401
    controls,
    forgetting,
    history,
    picking,
    repair,
    stopping,
    worker,
)
from jobqueue.celery_config import broker_url_of
from jobqueue.states import Band, Kind

log = structlog.get_logger(__name__)

PUBLISH_TIMEOUT_SECONDS = 0.1
DATABASE_PATIENCE_SECONDS = 60.0


@shared_task(ignore_result=True)
def run_next(kind: str = Kind.ANALYSIS) -> None:
    """Run the best waiting job; with more waiting, leave a ticket for the next, or else go on."""
    while _look(kind):
        best = picking.best_waiting(kind)
        # Any queue will do: every worker of the kind listens to all of them. One that stops leaves
        # a ticket too: nobody else is told of what it gave back.
        if best is None or send_ticket(kind, Band.HIGH) or stopping.requested():
            return
    # A ticket that came to a worker on its way out is another's.
    if stopping.requested() and picking.best_waiting(kind) is not None:
        send_ticket(kind, Band.HIGH)


def _look(kind: str) -> bool:
    """Run one job, waiting a while for a PostgreSQL that is away; then repair sends a ticket."""
    deadline = time.monotonic() + DATABASE_PATIENCE_SECONDS
    while not stopping.requested():
        try:
            return worker.run_one(kind)
        except (DatabaseAway, psycopg.OperationalError) as error:
            log.warning("database_away", error=str(error))
            if time.monotonic() > deadline:
                break
            time.sleep(0.5)
    return False


@shared_task(ignore_result=True)
def repair_queue() -> None:
    repair.repair()
    controls.age()
    history.tidy()
    forgetting.forget_old()


def queue_of(kind: str, band: int) -> str:
    """Return the Celery queue that tickets for a kind and band go to."""
    # Apart from beats and mails: how many tickets wait tells whether one more is needed.
    return f"analysis.{Band(band).label}" if kind == Kind.ANALYSIS else "maintenance.jobs"


def send_ticket(kind: str, band: int) -> bool:
    """Make sure that a worker looks; returns whether a ticket waits, False where the broker is
    away. Never waits longer than a moment, never tries again."""
    queue = queue_of(kind, band)
    try:
        if redis_link.call(lambda redis: redis.llen(queue)) > settings.ANALYSIS_SLOTS:
            return True
    except redis_link.Away:
        return False
    return publish(run_next, queue, [str(kind)])


def send_repair() -> bool:
    """Ask the maintenance worker for a repair now."""
    return publish(repair_queue, "maintenance", [])


def publish(task: Any, queue: str, args: list[Any]) -> bool:
    """Send a task on, at once or not at all; returns whether the broker has it."""
    if redis_link.breaker.is_open():
        return False
    try:
        with producers[_connection(broker_url_of(settings.REDIS_URL))].acquire(
            block=True, timeout=1
        ) as producer:
            task.apply_async(args=args, queue=queue, producer=producer, retry=False)
    except (KombuError, RedisError, OSError) as error:
        redis_link.breaker.trip(error)
        return False
    return True


@lru_cache(maxsize=4)
def _connection(url: str) -> Any:
    """Return a connection for publishing alone: the worker's own must wait for messages."""
    timeouts = {
        "socket_timeout": PUBLISH_TIMEOUT_SECONDS,
        "socket_connect_timeout": PUBLISH_TIMEOUT_SECONDS,
    }
    return current_app.connection_for_write(url, transport_options=timeouts)
