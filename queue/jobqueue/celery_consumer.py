"""Celery's consumer, quick to come back, and with a sign of life that /health/ready reads."""

from __future__ import annotations

from functools import partial
from typing import Any

from celery import bootsteps
from celery.worker.consumer import Consumer as CeleryConsumer
from celery.worker.consumer.connection import Connection

from jobqueue import workers

# Celery's own pauses grow to 30 s, which the queue would stand still after a short loss of Redis.
PAUSES = {"interval_start": 0.2, "interval_step": 0.3, "interval_max": 2}


class SignOfLife(bootsteps.StartStopStep):
    """Says in Redis that this worker consumes, for as long as it is connected to the broker."""

    requires = (Connection,)

    def __init__(self, consumer: Any, **kwargs: Any) -> None:
        self.timer: Any = None
        super().__init__(consumer, **kwargs)

    def start(self, consumer: Any) -> None:
        workers.say_alive(consumer.hostname)
        self.timer = consumer.timer.call_repeatedly(
            workers.EVERY_SECONDS, workers.say_alive, (consumer.hostname,)
        )

    def stop(self, consumer: Any) -> None:
        if self.timer is not None:
            self.timer.cancel()
            self.timer = None

    def shutdown(self, consumer: Any) -> None:
        self.stop(consumer)
        workers.say_goodbye(consumer.hostname)


class Consumer(CeleryConsumer):
    class Blueprint(CeleryConsumer.Blueprint):
        default_steps = (*CeleryConsumer.Blueprint.default_steps, SignOfLife)

    def ensure_connected(self, conn: Any) -> Any:
        conn.ensure_connection = partial(conn.ensure_connection, **PAUSES)
        return super().ensure_connected(conn)
