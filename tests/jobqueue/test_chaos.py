"""A short seeded chaos on real processes; bench/chaos.py is the long one."""

from __future__ import annotations

import subprocess
import sys

from tests.paths import ROOT

KINDS = "kill -9 child,SIGSTOP,FLUSHALL,two beats,half-open TCP,clock jump"


def test_no_fault_breaks_what_the_queue_promises() -> None:
    few = ["--each", "--seed", "1", "--workers", "2", "--slots", "1", "--hang", "1.5"]

    done = subprocess.run(
        [sys.executable, ROOT / "bench" / "chaos.py", "--kinds", KINDS, *few],
        capture_output=True,
        text=True,
        timeout=170,
        check=False,
    )

    assert done.returncode == 0, f"{done.stdout}\n{done.stderr[-3000:]}"
    # Each kind has its row, and a row has no room for a fault that was left out.
    assert [line.split(" | ")[1] for line in done.stdout.splitlines()[2:8]] == ["1"] * 6
