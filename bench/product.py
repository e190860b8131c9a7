"""The whole product in a folder of its own, as `./run` starts it, and what its worker needs."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

from bench.start import LIMIT_SECONDS, ROOT, free_port
from tests.e2e.client import Client

# Seconds between two looks at a worker's memory.
LOOK = 0.1


@dataclass(frozen=True, kw_only=True)
class Product:
    """A running musicdb: where it answers, and the process that holds all others."""

    url: str
    pid: int

    def client(self) -> Client:
        """Return a client of a new account."""
        return Client.registered(self.url, "bench", "a long enough password")


@contextmanager
def running() -> Iterator[Product]:
    """Start this checkout with data of its own; stop it and remove them at the end."""
    with tempfile.TemporaryDirectory(prefix="musicdb-bench-", ignore_cleanup_errors=True) as name:
        folder, port = Path(name), free_port()
        log = folder / "run.log"
        kept = ("PATH", "HOME", "SSL_CERT_FILE", "PIP_CERT", "PIP_INDEX_URL")
        environment = {name: os.environ[name] for name in kept if name in os.environ}
        environment |= {"MUSICDB_DATA_DIR": str(folder / "data"), "MUSICDB_PORT": str(port)}
        with log.open("wb") as output:
            process = subprocess.Popen(
                [ROOT / "run"], env=environment, cwd=ROOT, stdout=output, stderr=output
            )
        try:
            _await_start(process, log)
            yield Product(url=f"http://127.0.0.1:{port}", pid=process.pid)
        finally:
            if process.poll() is None:
                process.send_signal(signal.SIGINT)
                process.wait(60)


def _await_start(process: subprocess.Popen[bytes], log: Path) -> None:
    began = time.perf_counter()
    while not re.search(rb"Login: demo", log.read_bytes()):
        if process.poll() is not None or time.perf_counter() - began > LIMIT_SECONDS:
            raise SystemExit(log.read_text())
        time.sleep(0.1)


@dataclass
class Needs:
    """While it is entered: the most that any one process of the analysis worker has held, in MB, and
    the CPU seconds of all processes.

    The child that works may end with its job, so its peak (VmHWM) is read again and again."""

    product: Product
    peak_mb: float = 0.0
    cpu_seconds: float = 0.0
    _over: threading.Event = field(default_factory=threading.Event)
    _watch: threading.Thread | None = None

    def __enter__(self) -> Self:
        self.cpu_seconds = -_cpu_seconds(self.product.pid)
        self._watch = threading.Thread(target=self._look, daemon=True)
        self._watch.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._over.set()
        if self._watch:
            self._watch.join()
        self.cpu_seconds += _cpu_seconds(self.product.pid)

    def _look(self) -> None:
        while not self._over.wait(LOOK):
            for pid in _below(self.product.pid):
                if "analysis@" in _read(f"/proc/{pid}/cmdline"):
                    self.peak_mb = max(self.peak_mb, _peak_mb(pid))


def _below(pid: int) -> list[int]:
    """Return all processes that a process has started, and those that these have."""
    tasks = Path(f"/proc/{pid}/task")
    try:
        children = [
            int(child) for task in tasks.iterdir() for child in _read(task / "children").split()
        ]
    except OSError:  # it has ended since its parent named it
        return []
    return [one for child in children for one in (child, *_below(child))]


def _cpu_seconds(pid: int) -> float:
    """Return what a process and all below it have used, those that ended and were waited for too."""
    ticks = 0
    for one in (pid, *_below(pid)):
        fields = _read(f"/proc/{one}/stat").rpartition(")")[2].split()
        ticks += sum(map(int, fields[11:15]))
    return ticks / os.sysconf("SC_CLK_TCK")


def _peak_mb(pid: int) -> float:
    found = re.search(r"VmHWM:\s+(\d+) kB", _read(f"/proc/{pid}/status"))
    return int(found[1]) / 1024 if found else 0.0


def _read(path: str | Path) -> str:
    try:
        return Path(path).read_text()
    except OSError:
        return ""
