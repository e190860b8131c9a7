"""The priority queue in figures: preemption beside plain Celery, order, rates, costs, estimates.

usage: python bench/job_queue.py [--only preemption,inversions,…] [--runs 30] [--rounds 25]

Starts PostgreSQL and Redis of its own, and for preemption a worker as `./run` does, then one of plain
Celery with priorities on the same Redis, with low tasks of the same length. A round of inversions is
1,000 low, 100 medium and 10 high jobs, shuffled; 25 rounds of each way are 111,000 picks. A pick is an
inversion where a job of a better band was visible before it began and was not taken until it ended.
Estimates are taken on simulated runs of 1,000 items, and on runs of a real worker.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "queue")]

from bench.queue_parts.rig import Rig, rig

Rows = Iterable[tuple[str, str]]
PARTS = (
    "preemption",
    "inversions",
    "rates",
    "checkpoint",
    "rebuild",
    "clear",
    "redis",
    "eta",
    "fairness",
)


def parts(made: Rig, given: argparse.Namespace) -> dict[str, Callable[[], Rows]]:
    from accounts.models import User
    from bench.queue_parts import costs, estimates, picks, preemption, redis_away

    alice, bob = (User.objects.create(username=name) for name in ("alice", "bob"))
    return {
        "preemption": lambda: preemption.measure(
            made, alice, runs=given.runs, low_seconds=given.low_seconds
        ),
        "inversions": lambda: picks.inversions(alice, rounds=given.rounds),
        "rates": lambda: picks.rates(alice, jobs_a_rate=given.jobs),
        "checkpoint": lambda: costs.checkpoints(alice, count=given.checkpoints),
        "rebuild": lambda: costs.rebuild(alice, count=given.open),
        "clear": lambda: costs.clear(alice, count=given.open),
        "redis": lambda: redis_away.measure(made, alice, requests=given.requests),
        "eta": lambda: [
            *estimates.measure(runs=given.simulated),
            *estimates.measure_real(made, alice, runs=given.real),
        ],
        "fairness": lambda: picks.fairness(alice, bob),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--only", default=",".join(PARTS), help="parts, with commas between")
    parser.add_argument("--runs", type=int, default=30, help="of preemption")
    parser.add_argument("--low-seconds", type=float, default=3.0, help="length of the low job")
    parser.add_argument("--rounds", type=int, default=25, help="of inversions, each of four ways")
    parser.add_argument("--jobs", type=int, default=1000, help="of each rate")
    parser.add_argument("--checkpoints", type=int, default=2000)
    parser.add_argument(
        "--open", type=int, default=10_000, help="jobs of the rebuild, and of the clearing"
    )
    parser.add_argument(
        "--requests", type=int, default=30, help="at most 100, with Redis there, hung and gone"
    )
    parser.add_argument("--simulated", type=int, default=1000, help="runs of each kind")
    parser.add_argument("--real", type=int, default=30, help="runs of a real worker")
    given = parser.parse_args()
    wanted = given.only.split(",")
    if unknown := set(wanted) - set(PARTS):
        parser.error(f"no part {', '.join(unknown)}; there are {', '.join(PARTS)}")
    print("| what | measured |\n|---|---|")
    with rig(ANALYSIS_SLOTS="1") as made:
        known = parts(made, given)
        for name in wanted:
            for what, figure in known[name]():
                print(f"| {what} | {figure} |", flush=True)


if __name__ == "__main__":
    main()
