"""How long `./run` takes: from nothing, with all there, to stop, and after a kill.

usage: python bench/start.py [--warm N]

Takes what git has (HEAD) into a temporary folder, with an environment of its own.
"""

from __future__ import annotations

import argparse
import os
import signal
import socket
import statistics
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LIMIT_SECONDS = 180.0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Checkout:
    """A copy of the project with nothing installed, run with an all but empty environment."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "musicdb"
        self.log = folder / "run.log"
        subprocess.run(["git", "clone", "-q", "--no-hardlinks", ROOT, self.root], check=True)
        kept = ("PATH", "HOME", "SSL_CERT_FILE", "PIP_CERT", "PIP_INDEX_URL")
        self.environment = {name: os.environ[name] for name in kept if name in os.environ}
        self.environment["MUSICDB_PORT"] = str(free_port())
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> tuple[subprocess.Popen[bytes], float]:
        """Start it; return it and the seconds until it said that it is ready."""
        began = time.perf_counter()
        with self.log.open("wb") as log:
            process = self.process = subprocess.Popen(
                [self.root / "run"], env=self.environment, stdout=log, stderr=log
            )
        while b"musicdb is ready" not in self.log.read_bytes():
            if process.poll() is not None or time.perf_counter() - began > LIMIT_SECONDS:
                raise SystemExit(self.log.read_text())
            time.sleep(0.01)
        return process, time.perf_counter() - began


def stop(process: subprocess.Popen[bytes], number: signal.Signals) -> float:
    began = time.perf_counter()
    process.send_signal(number)
    process.wait(60)
    return time.perf_counter() - began


@contextmanager
def checkout() -> Iterator[Checkout]:
    with tempfile.TemporaryDirectory(prefix="musicdb-bench-", ignore_cleanup_errors=True) as name:
        made = Checkout(Path(name))
        try:
            yield made
        finally:
            if made.process is not None and made.process.poll() is None:
                stop(made.process, signal.SIGINT)


def memory(pid: int) -> int:
    """Return the kB of a process and all below it, with shared pages split fairly."""
    try:
        rows = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:  # it has ended since its parent named it
        return 0
    own = sum(int(row.split()[1]) for row in rows if row.startswith("Pss:"))
    tasks = Path(f"/proc/{pid}/task").iterdir()
    children = [child for task in tasks for child in (task / "children").read_text().split()]
    return own + sum(memory(int(child)) for child in children)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--warm", type=int, default=3, help="warm starts to measure (3)")
    count = parser.parse_args().warm
    with checkout() as copy:
        process, cold = copy.start()
        report("cold start (environment, databases, demo)", cold)
        for line in copy.log.read_text().splitlines():
            print(f"    {line}")
        report("Ctrl-C", stop(process, signal.SIGINT))
        warm, stops = [], []
        for _ in range(count):
            process, seconds = copy.start()
            warm.append(seconds)
            used = memory(process.pid)
            stops.append(stop(process, signal.SIGINT))
        report(f"warm start, median of {count}", statistics.median(warm))
        report(f"Ctrl-C, longest of {count}", max(stops))
        print(f"{'memory, all processes, idle':45} {used / 1024:6.0f} MB")
        process, _ = copy.start()
        stop(process, signal.SIGKILL)
        process, seconds = copy.start()
        report("start at once after kill -9", seconds)
        stop(process, signal.SIGINT)


def report(what: str, seconds: float) -> None:
    print(f"{what:45} {seconds:6.1f} s", flush=True)


if __name__ == "__main__":
    main()
