"""musicdb's Celery application with the bench's job beside the real ones: for `celery -A`."""

from __future__ import annotations

import os

import django

from musicdb.celery import app

django.setup()

from bench.queue_parts import clock, counting
from jobqueue import celery_scheduler, checkpoint, rescue

counting.register()
# Two minutes of silence are the product's; faults by the hundred need shorter limits.
if hang := float(os.environ.get("BENCH_HANG_SECONDS", "0")):
    rescue.HANG_SECONDS = hang  # type: ignore[assignment]
    checkpoint.HEARTBEAT_SECONDS = hang / 6
    celery_scheduler.POLL_SECONDS = hang / 3
    clock.may_jump()

__all__ = ["app"]
