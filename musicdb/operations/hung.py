"""A worker that was cut off is told to staff at once: a moment later its job is free again, and
nobody would see that it hung."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver

from jobqueue.models import AnalysisJob
from jobqueue.rescue import HANG_SECONDS
from jobqueue.sessions import worker_of
from jobqueue.signals import worker_hung
from musicdb.operations import alerts


@receiver(worker_hung)
def tell_staff(job: AnalysisJob, **kwargs: Any) -> None:
    worker = worker_of(job.owner)
    alerts.begin(
        alerts.Kind.HUNG,
        "A worker hung and was cut off",
        f"{worker} was silent for over {HANG_SECONDS} seconds in the middle of a job.",
        job_id=str(job.pk),
        fence=job.fence,
        worker=worker,
    )
