"""Workers, servers and beats under faults drawn by a seed; what the queue promises is checked after each.

usage: python bench/chaos.py [--faults 50] [--seed 1] [--kinds "SIGSTOP,FLUSHALL"] [--each]

Starts PostgreSQL, Redis, analysis workers, the maintenance worker and a beat of its own, as `./run`
does, each program of ours behind TCP forwarders of its own. Jobs of three bands and three users count
items into a table; triggers in PostgreSQL note what must not happen. Prints each broken promise with
what happened before it, then a table by kind of fault; the exit code is 1 if anything was broken.
--each does every kind once, in an order drawn by the seed.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "queue")]

from bench.queue_parts.rig import rig


def drawn(chaos: "Chaos", given: argparse.Namespace) -> list[str]:  # noqa: F821, UP037
    """Return the kinds of fault, in the order in which they come."""
    from bench.queue_parts.faults import FAULTS

    kinds = given.kinds.split(",") if given.kinds else list(FAULTS)
    if given.each:
        return chaos.chance.sample(kinds, len(kinds))
    return chaos.chance.choices(kinds, k=given.faults)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--faults", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kinds", default="", help="only these, with commas between")
    parser.add_argument("--each", action="store_true", help="every kind once")
    parser.add_argument("--workers", type=int, default=3)
    parser.add_argument("--slots", type=int, default=2)
    parser.add_argument("--hang", type=float, default=3.0, help="hang limit in seconds")
    parser.add_argument("--minutes", type=float, default=600.0, help="no fault begins after that")
    given = parser.parse_args()
    began = time.monotonic()
    with rig(ANALYSIS_SLOTS=str(given.slots), BENCH_HANG_SECONDS=str(given.hang)) as made:
        from bench.queue_parts.chaos import Chaos

        chaos = Chaos(
            made, seed=given.seed, workers=given.workers, slots=given.slots, hang=given.hang
        )
        chaos.start()
        for kind in drawn(chaos, given):
            if time.monotonic() - began > given.minutes * 60:
                break
            chaos.fault(kind)
        chaos.finish()
        print(chaos.table())
        exits = f", SIGTERM to exit at most {max(chaos.exits):.1f} s" if chaos.exits else ""
        print(
            f"\nseed {given.seed}, {len(chaos.load.accepted)} jobs, {given.workers} workers, "
            f"{given.slots} slots, {time.monotonic() - began:.0f} s{exits}"
        )
        broken = sum(chaos.breaches.values())
    sys.exit(1 if broken else 0)


if __name__ == "__main__":
    main()
