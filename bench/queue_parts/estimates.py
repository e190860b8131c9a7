"""How often the estimate of the rest is right, on simulated runs and on those of a real worker."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import numpy as np

from bench.queue_parts import counting
from bench.queue_parts.rig import Rig, wait_for
from jobqueue import jobs, progress
from jobqueue.models import AnalysisJob, Band, Status
from jobqueue.repair import repair

ITEMS = 1000
WITHIN = 0.2
# Read at each tenth of the items but the last.
TENTHS = range(1, 10)

# A real run: items, and the seconds of one, which vary by a third.
REAL_ITEMS, REAL_SECONDS, REAL_SPREAD = 200, 0.02, 0.3

Times = Callable[[np.random.Generator], np.ndarray]
# Seconds an item: what work of each kind takes.
KINDS: dict[str, Times] = {
    "steady": lambda chance: chance.uniform(0.09, 0.11, ITEMS),
    "noisy": lambda chance: chance.lognormal(np.log(0.1), 0.7, ITEMS),
    "heavy-tailed": lambda chance: 0.04 * (1 + chance.pareto(2.0, ITEMS)),
    "drifting by half": lambda chance: np.linspace(0.08, 0.12, ITEMS) * chance.uniform(0.9, 1.1),
    "noisy, interrupted": lambda chance: chance.lognormal(np.log(0.1), 0.7, ITEMS),
}


def measure(*, runs: int) -> list[tuple[str, str]]:
    rows = []
    every: list[list[bool]] = []
    for kind, times in KINDS.items():
        chance = np.random.default_rng(1)
        found = [_right(times(chance), interrupted="interrupted" in kind) for _ in range(runs)]
        every += found
        rows.append((f"ETA, {kind}", _said(found)))
    return [*rows, ("ETA, all of these", _said(every))]


def measure_real(rig: Rig, user: Any, *, runs: int) -> list[tuple[str, str]]:
    """Return how often what a client is told by a real worker's progress is right."""
    # Nothing else is to run before these.
    AnalysisJob.objects.all().delete()
    repair()
    rig.start("analysis", "estimated", proxied=False)
    found = [_watched(user) for _ in range(runs)]
    rig.finish("estimated")
    return [(f"ETA, real runs of {REAL_ITEMS * REAL_SECONDS:.0f} s and more", _said(found))]


def _watched(user: Any) -> list[bool]:
    payload = {"seconds": REAL_SECONDS, "spread": REAL_SPREAD}
    job = jobs.enqueue(
        type=counting.COUNTING, user=user, band=Band.MEDIUM, total=REAL_ITEMS, payload=payload
    )
    told: list[tuple[datetime, float]] = []
    for tenth in TENTHS:

        def there(least: int = REAL_ITEMS * tenth // 10) -> dict[str, Any] | None:
            body = progress.progress_body(AnalysisJob.objects.get(pk=job.pk))
            known = body["eta_seconds"] is not None or body["finished_at"]
            return body if body["current"] >= least and known else None

        body = wait_for(there, 120, "a tenth of a run", every=0.005)
        told.append((datetime.now(UTC), body["eta_seconds"] or 0.0))
    wait_for(lambda: AnalysisJob.objects.get(pk=job.pk).is_ended, 120, "the end of a run")
    end = AnalysisJob.objects.get(pk=job.pk).finished_at
    assert end is not None
    lefts = [((end - at).total_seconds(), eta) for at, eta in told]
    return [abs(eta - left) <= WITHIN * left for left, eta in lefts]


def _said(found: list[list[bool]]) -> str:
    whole = np.mean([all(right) for right in found])
    single = np.mean([one for right in found for one in right])
    return (
        f"{whole:.1%} of {len(found):,} runs within 20 % at every tenth, {single:.1%} of readings"
    )


def _right(times: np.ndarray, *, interrupted: bool) -> list[bool]:
    """Return for each tenth whether the estimate is within 20 % of the running time left."""
    job = AnalysisJob(band=Band.MEDIUM, status=Status.IN_PROGRESS, total=len(times))
    ends = np.cumsum(times)
    right = []
    for tenth in TENTHS:
        job.current = len(times) * tenth // 10
        job.active_seconds = float(ends[job.current - 1])
        if interrupted:
            # Another worker goes on: what counts is what the row says.
            job.interruptions += 1
        left = float(ends[-1] - ends[job.current - 1])
        told = progress.seconds_left(job)
        right.append(told is not None and abs(told - left) <= WITHIN * left)
    return right
