"""How Celery is set up: queues of our own, nothing fetched ahead, nothing kept of results."""

from __future__ import annotations

import re

from django.conf import settings
from kombu import Exchange, Queue


def broker_url_of(redis_url: str) -> str:
    """Return what Celery calls the Redis at `redis_url`: it has its own word for a Unix socket."""
    if not redis_url.startswith("unix://"):
        return redis_url
    return re.sub(r"([?&])db=", r"\1virtual_host=", "redis+socket://" + redis_url[len("unix://") :])


def _queue(name: str) -> Queue:
    # An exchange and key each; else all queues would bind to the default one, and get everything.
    return Queue(name, Exchange(name, type="direct"), routing_key=name)


broker_url = broker_url_of(settings.REDIS_URL)
broker_connection_retry_on_startup = True
# Never give up: the broker may be away for an hour.
broker_connection_max_retries = None
task_queues = [
    _queue("analysis.high"),
    _queue("analysis.medium"),
    _queue("analysis.low"),
    _queue("maintenance.jobs"),
    _queue("maintenance"),
]
# What beat sends, and every task that names no queue.
task_default_queue = task_default_exchange = task_default_routing_key = "maintenance"
task_ignore_result = True
result_expires = None
worker_disable_prefetch = True
worker_consumer = "jobqueue.celery_consumer:Consumer"
# Recycled once it has grown past this, in kB; never in the middle of a task.
worker_max_memory_per_child = 1_500_000
worker_hijack_root_logger = False
worker_send_task_events = False
beat_scheduler = "jobqueue.celery_scheduler:OneBeat"
# A change of a schedule in the admin is seen within this.
beat_max_loop_interval = 5
timezone = "UTC"
enable_utc = True
