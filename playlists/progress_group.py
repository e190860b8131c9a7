"""The sockets of a playlist: who is told that an analysis of it was started."""

from __future__ import annotations

from functools import partial

from django.db import transaction

from jobqueue import publisher
from jobqueue.models import AnalysisJob

# Goes to our own consumers alone, which then follow the job.
STARTED = "started"


def group_of(playlist_id: int) -> str:
    return f"playlist.{playlist_id}"


def tell(playlist_id: int, job: AnalysisJob) -> None:
    """Say, once the transaction is committed, that `job` is at work on a playlist."""
    message = {"job_id": str(job.pk)}
    told = partial(publisher.publish, [group_of(playlist_id)], STARTED, message)
    transaction.on_commit(told, robust=True)
