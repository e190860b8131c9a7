"""The order of picks: inversions, rates, fairness."""

from __future__ import annotations

import multiprocessing
import random
import time
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
from django.db import connection

from bench.queue_parts import counting
from jobqueue import jobs, picking, slots
from jobqueue.models import AnalysisJob, Band, Status
from jobqueue.repair import repair

# What one round holds of each band.
ROUND = [Band.LOW] * 1000 + [Band.MEDIUM] * 100 + [Band.HIGH] * 10
WORKERS = (1, 3)
# Seconds before one that found nothing looks again.
PAUSE = 0.001


class Pick(NamedTuple):
    """When a call of dequeue began and ended, in seconds of the monotonic clock, and what it got."""

    began: float
    ended: float
    job: str


def inversions(user: Any, *, rounds: int) -> Iterator[tuple[str, str]]:
    """Give the table's rows: of each way of filling and number of slots, `rounds` rounds."""
    for live in (False, True):
        for number in WORKERS:
            chance = random.Random(number)
            found = picked = 0
            # No connection is to be shared over the fork.
            connection.close()
            with multiprocessing.get_context("fork").Pool(number) as pool:
                for _ in range(rounds):
                    wrong, count = _round(user, chance, pool, live=live, workers=number)
                    found, picked = found + wrong, picked + count
            name = f"{'live' if live else 'preloaded'}, {number} slot{'s' if number > 1 else ''}"
            yield f"inversions, {name}", f"{found} of {picked:,} picks"


def _round(
    user: Any, chance: random.Random, pool: Any, *, live: bool, workers: int
) -> tuple[int, int]:
    AnalysisJob.objects.all().delete()
    repair()
    bands = chance.sample(ROUND, len(ROUND))
    visible: dict[str, tuple[int, float]] = {}
    if not live:
        made = AnalysisJob.objects.bulk_create([new(user, band) for band in bands])
        repair()
        visible = {str(job.pk): (job.band, time.monotonic()) for job in made}
    share = len(bands) // workers
    begun = pool.map_async(pick, [(n + 1, share) for n in range(workers)], chunksize=1)
    if live:
        for band in bands:
            job = jobs.enqueue(type=counting.COUNTING, user=user, band=band)
            visible[str(job.pk)] = (band, time.monotonic())
    picks = [one for some in begun.get() for one in some]
    return count_inversions(picks, visible), len(picks)


def count_inversions(picks: list[Pick], visible: dict[str, tuple[int, float]]) -> int:
    """Return how many picks took a job while one of a better band waited all through the call."""
    began = np.array([p.began for p in picks])
    ended = np.array([p.ended for p in picks])
    bands = np.array([visible[p.job][0] for p in picks])
    since = np.array([visible[p.job][1] for p in picks])
    found = 0
    for band, first, last in zip(bands, began, ended, strict=True):
        found += bool(np.any((bands < band) & (since < first) & (began > last)))
    return found


def new(user: Any, band: int) -> AnalysisJob:
    return AnalysisJob(type=counting.COUNTING, user=user, band=band, status="pending")


def pick(asked: tuple[int, int]) -> list[Pick]:
    """Pick so many jobs for a slot, waiting where none is there."""
    number, count = asked
    picks: list[Pick] = []
    with slots.Slot("analysis", number, slots.connect()) as slot:
        while len(picks) < count:
            began = time.monotonic()
            job = picking.dequeue("analysis", slot)
            if job is None:
                time.sleep(PAUSE)
            else:
                picks.append(Pick(began, time.monotonic(), str(job.pk)))
                # A slot holds one job: this one is done, without what else the end of a job costs.
                done = AnalysisJob.objects.filter(pk=job.pk)
                done.update(status=Status.COMPLETED, slot=None)
    return picks


def rates(user: Any, *, jobs_a_rate: int) -> list[tuple[str, str]]:
    AnalysisJob.objects.all().delete()
    began, cpu = time.monotonic(), time.process_time()
    for number in range(jobs_a_rate):
        jobs.enqueue(type=counting.COUNTING, user=user, band=number % 3)
    put = _rate(jobs_a_rate, began, cpu)
    began, cpu = time.monotonic(), time.process_time()
    pick((1, jobs_a_rate))
    return [("enqueue", put), ("dequeue", _rate(jobs_a_rate, began, cpu))]


def _rate(count: int, began: float, cpu: float) -> str:
    seconds, used = time.monotonic() - began, time.process_time() - cpu
    return f"{count / seconds:,.0f} jobs/s, {1000 * used / count:.2f} ms CPU a job (own process)"


def fairness(user: Any, other: Any) -> list[tuple[str, str]]:
    """Say how many picks pass until 5 jobs behind another user's 500 are done."""
    AnalysisJob.objects.all().delete()
    for _ in range(500):
        jobs.enqueue(type=counting.COUNTING, user=user, band=Band.MEDIUM)
    theirs = {
        str(jobs.enqueue(type=counting.COUNTING, user=other, band=Band.MEDIUM).pk) for _ in range(5)
    }
    order = [found.job for found in pick((1, 505))]
    last = max(order.index(pk) for pk in theirs) + 1
    return [("5 jobs behind another user's 500", f"done after {last} picks")]
