"""The places of waiting jobs in their queues: a page of them by one query."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db import connection

from jobqueue.models import AnalysisJob

# In the words of states.WAITING, so that the index of the waiting jobs, in this order, serves.
PLACES = """
    SELECT id, place FROM (
        SELECT id, rank() OVER (PARTITION BY kind ORDER BY band, rank) AS place
        FROM queue_analysisjob WHERE status IN ('pending', 'interrupted')
    ) AS waiting WHERE id = ANY(%(wanted)s)
"""


def of(jobs: Iterable[AnalysisJob]) -> dict[UUID, int]:
    """Return the place of each of `jobs` that waits, among all waiting jobs of its kind, from 1."""
    wanted = [job.pk for job in jobs if job.is_waiting]
    if not wanted:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(PLACES, {"wanted": wanted})
        return dict(cursor.fetchall())
