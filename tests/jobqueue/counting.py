"""A job that counts: each item is a row of its own table, so that a test sees what was done twice."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import datetime

from django.db import connection

from jobqueue import jobs, registry
from jobqueue.models import AnalysisJob, JobFailure
from jobqueue.run import Run

COUNTING, HOLDING, EXPORTING = "COUNTING", "HOLDING", "EXPORTING"
TABLE = "CREATE TABLE IF NOT EXISTS counted (job uuid, item int, owner text, at timestamptz)"


class Counting:
    """Counts to `total`, `seconds` an item; `faults` of its runs raise at item `fault_at`."""

    kind = "analysis"
    holds_arrays = False

    def run(self, run: Run) -> None:
        payload = run.job.payload
        while run.job.current < run.job.total:
            run.checkpoint()
            time.sleep(payload.get("seconds", 0))
            if run.job.current == payload.get("fault_at") and run.job.attempts < payload["faults"]:
                raise RuntimeError("as the test wants")
            if run.job.current in payload.get("unreadable", ()):
                number = run.job.current + 1
                with run.item():
                    run.fail_item(number, f"track {number}", "UNREADABLE", "It cannot be read.")
                continue
            if run.job.current == payload.get("fails_at"):
                raise registry.Failed("no_file", "There is no file.", item=run.job.current)
            self.count(run)
            run.report(message=f"{run.job.current} of {run.job.total}", phase="counting")

    def count(self, run: Run) -> None:
        number = run.job.current
        with run.item(), connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO counted VALUES (%s, %s, %s, clock_timestamp())",
                [run.job.pk, number, run.job.owner],
            )

    def ended(self, job: AnalysisJob, now: datetime) -> None:
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO counted VALUES (%s, -1, %s, %s)", [job.pk, job.status, now])

    def cost_ms(self, job: AnalysisJob) -> int:
        return int(job.payload.get("cost_ms", 1_000))

    def retry(self, job: AnalysisJob, failures: Sequence[JobFailure]) -> AnalysisJob:
        return jobs.enqueue(type=job.type, user=job.user, band=job.band, total=len(failures))

    def again(self, job: AnalysisJob) -> AnalysisJob:
        return jobs.enqueue(type=job.type, user=job.user, band=job.band, total=job.total)


class Holding(Counting):
    holds_arrays = True


class Exporting(Counting):
    kind = "maintenance"


def register() -> None:
    registry.register(COUNTING, Counting())
    registry.register(HOLDING, Holding())
    registry.register(EXPORTING, Exporting())


def items(job: AnalysisJob) -> list[int]:
    """Return the items done, in the order they were done; once more where done twice."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT item FROM counted WHERE job = %s AND item >= 0 ORDER BY at", [job.pk]
        )
        return [row[0] for row in cursor.fetchall()]


def ends(job: AnalysisJob) -> list[str]:
    """Return the states in which the handler was told of the job's end."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT owner FROM counted WHERE job = %s AND item = -1", [job.pk])
        return [row[0] for row in cursor.fetchall()]
