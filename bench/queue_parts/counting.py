"""A job that counts, and keeps books in PostgreSQL of all it does, from which faults are told."""

from __future__ import annotations

import random
import time
from datetime import datetime

from django.db import connection

from jobqueue import registry
from jobqueue.models import AnalysisJob
from jobqueue.run import Run

COUNTING = "COUNTING"
# Inside the transaction of an item, so that faults meet open transactions too.
HELD_SECONDS = 0.003

TABLES = """
    CREATE TABLE IF NOT EXISTS bench_begun (
        job uuid, item int, fence bigint, at timestamptz DEFAULT clock_timestamp());
    CREATE TABLE IF NOT EXISTS bench_done (
        job uuid, item int, fence bigint, slot int, at timestamptz DEFAULT clock_timestamp());
    CREATE TABLE IF NOT EXISTS bench_ended (
        job uuid, status text, at timestamptz DEFAULT clock_timestamp());
    CREATE INDEX IF NOT EXISTS bench_begun_job ON bench_begun (job, item);
    CREATE INDEX IF NOT EXISTS bench_done_job ON bench_done (job, item);
    CREATE INDEX IF NOT EXISTS bench_done_at ON bench_done (at);
"""


class Counting:
    """Counts to `total`, `seconds` an item, with a checkpoint before each and in its middle. With a
    `spread`, items take so unequal times: its logarithms have that standard deviation."""

    kind = "analysis"
    holds_arrays = False

    def run(self, run: Run) -> None:
        seconds = run.job.payload.get("seconds", 0)
        books = run.job.payload.get("books", True)
        spread = run.job.payload.get("spread", 0)
        chance = random.Random(str(run.job.pk))
        while run.job.current < run.job.total:
            run.checkpoint()
            if books:
                self.begin(run)
            half = seconds / 2 * (chance.lognormvariate(0, spread) if spread else 1)
            time.sleep(half)
            run.checkpoint()
            time.sleep(half)
            self.count(run, books)

    def begin(self, run: Run) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO bench_begun VALUES (%s, %s, %s)",
                [run.job.pk, run.job.current, run.job.fence],
            )

    def count(self, run: Run, books: bool) -> None:
        values = [run.job.pk, run.job.current, run.job.fence, run.slot.number]
        with run.item(), connection.cursor() as cursor:
            cursor.execute("INSERT INTO bench_done VALUES (%s, %s, %s, %s)", values)
            if books:
                time.sleep(HELD_SECONDS)

    def ended(self, job: AnalysisJob, now: datetime) -> None:
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO bench_ended VALUES (%s, %s)", [job.pk, job.status])


def register() -> None:
    registry.register(COUNTING, Counting())


def make_tables() -> None:
    with connection.cursor() as cursor:
        cursor.execute(TABLES)
