"""Celery's way in: the nightly beat that removes what imports have left behind."""

from __future__ import annotations

from celery import shared_task

from library import sweeping


@shared_task(ignore_result=True)
def sweep() -> None:
    sweeping.sweep()
