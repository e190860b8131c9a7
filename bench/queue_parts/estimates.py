"""How often the estimate of the rest is right, on simulated runs."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from jobqueue import progress
from jobqueue.models import AnalysisJob, Band, Status

ITEMS = 1000
WITHIN = 0.2
# Read at each tenth of the items but the last.
TENTHS = range(1, 10)

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
    for kind, times in KINDS.items():
        chance = np.random.default_rng(1)
        jobs = [_right(times(chance), interrupted="interrupted" in kind) for _ in range(runs)]
        whole = np.mean([all(right) for right in jobs])
        single = np.mean([one for right in jobs for one in right])
        rows.append(
            (
                f"ETA, {kind}",
                f"{whole:.1%} of {runs:,} runs within 20 % at every tenth, {single:.1%} of readings",
            )
        )
    return rows


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
