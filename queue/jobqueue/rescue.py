"""Jobs whose worker is gone, or hangs, are freed to go on elsewhere."""

from __future__ import annotations

from datetime import timedelta

import structlog
from django.db import OperationalError, connection, transaction
from django.db.models.functions import Now

from jobqueue import slots, transitions
from jobqueue.models import AnalysisJob
from jobqueue.signals import job_rescued, worker_hung
from jobqueue.states import Status

log = structlog.get_logger(__name__)

# A run that has not beaten for so long is cut off.
HANG_SECONDS = 120

CUT_OFF = """
    SELECT pg_terminate_backend(pid, 2000) FROM pg_stat_activity
    WHERE application_name = %s AND datname = current_database() AND pid <> pg_backend_pid()
"""


def orphans_of(kind: str, number: int) -> int:
    """Free what is in progress in a slot; the caller has just got that slot's lock, so that nobody
    can be running it. Returns how many there were."""
    rescued = 0
    for job in AnalysisJob.objects.filter(kind=kind, slot=number, status=Status.IN_PROGRESS):
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL lock_timeout = '2s'")
            if transitions.rescue(job) is not None:
                log.warning("orphan_rescued", job=str(job.pk), owner=job.owner)
                job_rescued.send_robust(AnalysisJob, job=job)
                rescued += 1
    return rescued


def all_orphans() -> int:
    """Cut off the hung, then free every job whose slot nobody holds. Returns how many."""
    cut_off_hung()
    running = AnalysisJob.objects.filter(status=Status.IN_PROGRESS)
    rescued = 0
    for kind, number in set(running.values_list("kind", "slot")):
        if number is None:
            continue
        try:
            with slots.holding(kind, number) as held:
                if held:
                    rescued += orphans_of(kind, number)
        except OperationalError as error:
            # A row that somebody has locked (lock_timeout) holds up no other, nor the repair.
            log.warning("rescue_put_off", kind=kind, slot=number, error=str(error))
    return rescued


def cut_off_hung() -> None:
    """End all database sessions of processes whose job has been silent too long: the slot's, or it
    would never be free, and Django's, or its row lock would hold up the rescuer."""
    limit = Now() - timedelta(seconds=HANG_SECONDS)
    hung = AnalysisJob.objects.filter(status=Status.IN_PROGRESS, heartbeat_at__lt=limit)
    for job in hung.exclude(owner=""):
        with connection.cursor() as cursor:
            cursor.execute(CUT_OFF, [job.owner])
            hangs = cursor.fetchone() is not None
        if not hangs:
            # It is gone, not hung: its slot is free.
            continue
        log.error("hung_worker_cut_off", job=str(job.pk), owner=job.owner)
        worker_hung.send_robust(AnalysisJob, job=job)
