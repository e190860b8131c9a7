"""Celery's consumer, quick to come back, and with a sign of life that /health/ready reads."""

from __future__ import annotations

import time
from functools import partial
from typing import Any

from celery import bootsteps
from celery.worker.consumer import Consumer as CeleryConsumer
from celery.worker.consumer.tasks import Tasks

from jobqueue import workers

# Celery's own pauses grow to 30 s, which the queue would stand still after a short loss of Redis.
PAUSES = {"interval_start": 0.2, "interval_step": 0.3, "interval_max": 2}


# Celery looks only every 5 s whether a child has died, for so long its job would stand still.
LOOK_AFTER_CHILDREN_SECONDS = 1.0


class SignOfLife(bootsteps.StartStopStep):
    """Says in Redis that this worker consumes, while it is connected to the broker; and replaces
    dead children soon."""

    requires = (Tasks,)

    def __init__(self, consumer: Any, **kwargs: Any) -> None:
        self.timers: list[Any] = []
        self.since = time.time()
        super().__init__(consumer, **kwargs)

    def start(self, consumer: Any) -> None:
        alive = (consumer.hostname, self.since)
        workers.say_alive(*alive)
        every = consumer.timer.call_repeatedly
        self.timers = [
            every(workers.EVERY_SECONDS, workers.say_alive, alive),
            every(LOOK_AFTER_CHILDREN_SECONDS, consumer.pool.maintain_pool),
        ]

    def stop(self, consumer: Any) -> None:
        for timer in self.timers:
            timer.cancel()
        self.timers = []

    def shutdown(self, consumer: Any) -> None:
        self.stop(consumer)
        workers.say_goodbye(consumer.hostname)


class Consumer(CeleryConsumer):
    class Blueprint(CeleryConsumer.Blueprint):
        default_steps = (*CeleryConsumer.Blueprint.default_steps, SignOfLife)

    def ensure_connected(self, conn: Any) -> Any:
        conn.ensure_connection = partial(conn.ensure_connection, **PAUSES)
        return super().ensure_connected(conn)
