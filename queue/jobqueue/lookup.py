"""The job that an address names, for whoever asks."""

from __future__ import annotations

from typing import Any

from contract.errors import NotFound
from contract.ids import uuid_or_404
from jobqueue.models import AnalysisJob


def job_or_404(user: Any, job_id: str) -> AnalysisJob:
    """Return the job if `user` may see it; to anybody else it does not exist: raises NotFound."""
    job = AnalysisJob.objects.visible_to(user).filter(pk=uuid_or_404(job_id)).first()
    if job is None:
        raise NotFound("There is no such job.")
    return job
