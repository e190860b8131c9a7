"""Celery as most use it for priorities: a Redis broker, priority steps, one message fetched at a time.

For `celery -A bench.peers.plain_celery worker -c 1`; REDIS_URL names the broker, where the list BEGUN
is told when a task began.
"""

from __future__ import annotations

import os
import time

from celery import Celery
from redis import Redis

URL = os.environ["REDIS_URL"]
BEGUN = "plain:begun"
HIGH, LOW = 0, 9

# Celery has its own word for a Unix socket.
app = Celery(
    "plain", broker=URL.replace("unix:", "redis+socket:").replace("?db=", "?virtual_host=")
)
app.conf.update(
    task_ignore_result=True,
    worker_prefetch_multiplier=1,
    task_acks_late=True,
    task_default_queue="plain",
    # 0 is served first in kombu's Redis transport.
    broker_transport_options={
        "queue_order_strategy": "priority",
        "priority_steps": [0, 3, 6, 9],
        "sep": ":",
    },
)


@app.task
def work(name: str, items: int, seconds: float) -> None:
    """Say that it begins, then do as many items, sleeping as the bench's own job does."""
    Redis.from_url(URL).rpush(BEGUN, f"{name} {time.time()}")
    for _ in range(items):
        time.sleep(seconds)
