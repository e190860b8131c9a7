"""Celery's way in: the beat that watches the queue."""

from __future__ import annotations

from celery import shared_task

from musicdb.operations import watch


@shared_task(ignore_result=True)
def watch_queue() -> None:
    watch.look()
