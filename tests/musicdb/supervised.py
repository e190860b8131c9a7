"""A supervisor on a folder and a port of its own, for the tests of starting and stopping."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from tests.paths import ROOT

START_SECONDS = 90.0
STOP_SECONDS = 10.0


def wait_for(condition: Callable[[], object], seconds: float, failure: Callable[[], str]) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, failure()
        time.sleep(0.05)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Supervised:
    """`./run` without its first step: the environment is the one that the tests run in."""

    def __init__(self, folder: Path, **given: str) -> None:
        self.given = given  # settings beside those of every test
        self.data = folder / "data"
        self.log = folder / "run.log"
        self.port = free_port()
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def environment(self) -> dict[str, str]:
        ours = ("MUSICDB_", "PYTEST_", "DJANGO_")
        kept = {k: v for k, v in os.environ.items() if not k.startswith(ours)}
        # Empty, not missing: a .env of the checkout must not lead elsewhere.
        empty = dict.fromkeys(("DATABASE_URL", "REDIS_URL", "SECRET_KEY"), "")
        own = {"MUSICDB_DATA_DIR": str(self.data), "MUSICDB_PORT": str(self.port)}
        return kept | empty | own | self.given

    def command(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, ROOT / "musicdb", *arguments],
            env=self.environment | environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )

    @property
    def output(self) -> str:
        return self.log.read_text()

    def ensure_ready(self) -> None:
        """Start it unless it runs, and wait until it says that it is ready."""
        if self.process is not None and self.process.poll() is None:
            return
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, ROOT / "musicdb", "serve"],
                env=self.environment,
                stdout=log,
                stderr=log,
            )
        process = self.process
        wait_for(
            lambda: "Ctrl-C stops it" in self.output or process.poll() is not None,
            START_SECONDS,
            lambda: self.output,
        )
        assert process.poll() is None, self.output

    def end(self, number: signal.Signals, seconds: float = STOP_SECONDS) -> int:
        """Send `number`, and return the exit code."""
        assert self.process is not None
        self.process.send_signal(number)
        return self.process.wait(seconds)

    def pids(self, words: str = "") -> list[int]:
        """Return the processes that work on the data folder, with `words` in the command line."""
        return [
            int(entry.name)
            for entry in Path("/proc").iterdir()
            if entry.name.isdigit() and self._is_ours(entry, words)
        ]

    def _is_ours(self, entry: Path, words: str) -> bool:
        try:
            command = (entry / "cmdline").read_bytes().replace(b"\0", b" ")
            told = (entry / "environ").read_bytes()
        except OSError:
            return False
        ours = f"MUSICDB_DATA_DIR={self.data}".encode() in told or bytes(self.data) in command
        return ours and words.encode() in command
