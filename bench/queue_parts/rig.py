"""Servers, workers and beats of the bench's own, started with the arguments that `./run` gives."""

from __future__ import annotations

import logging
import os
import shutil
import signal
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar

from bench.queue_parts.proxy import Proxy
from musicdb import embedded, programs, socket_folder
from musicdb.processes import Processes, Program

T = TypeVar("T")
APP = "bench.queue_parts.celery_app"


class TooSlow(Exception):
    """What was waited for has not come in time."""


def wait_for(what: Callable[[], T], seconds: float, name: str, every: float = 0.02) -> T:
    """Return the first true answer of `what`. Raises TooSlow after `seconds`."""
    deadline = time.monotonic() + seconds
    while not (answer := what()):
        if time.monotonic() > deadline:
            raise TooSlow(f"{name}: not within {seconds:g} s")
        time.sleep(every)
    return answer


@dataclass
class Rig:
    """Both servers on Unix sockets, and each program of ours behind a proxy of its own to each."""

    servers: embedded.Servers
    processes: Processes
    base: dict[str, Program]
    proxies: dict[str, tuple[Proxy, Proxy]] = field(default_factory=dict)
    groups: set[int] = field(default_factory=set)

    def start(self, role: str, name: str, proxied: bool = True) -> None:
        """Start another process of a role (analysis, maintenance, beat) under `name`."""
        old = self.base[role]
        words = {"musicdb": APP, f"{role}@%h": f"{name}@%h"}
        environment = dict(old.environment)
        if proxied:
            environment |= self._addresses(name)
        program = replace(
            old,
            name=name,
            arguments=[words.get(str(word), word) for word in old.arguments],
            environment=environment,
            log=self.log(name),
        )
        self.groups.add(self.processes.start(program).pid)

    def _addresses(self, name: str) -> dict[str, str]:
        run = self.servers.postgres.run
        both = Proxy(run / ".s.PGSQL.5432"), Proxy(self.servers.redis.socket)
        self.proxies[name] = both
        return {
            "DATABASE_URL": f"postgresql://musicdb@127.0.0.1:{both[0].port}/musicdb",
            "REDIS_URL": f"redis://127.0.0.1:{both[1].port}/0",
        }

    def log(self, name: str) -> Path:
        return self.servers.folder / "log" / f"{name}.log"

    def pid(self, name: str) -> int:
        return self.processes.running[name].process.pid

    def children(self, name: str) -> list[int]:
        pid = self.pid(name)
        return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]

    def kill(self, name: str, number: int = signal.SIGKILL) -> None:
        os.kill(self.pid(name), number)

    def finish(self, name: str) -> None:
        """Kill a process for good: `revive` does not start it again."""
        self.kill(name)
        self.wait_dead(name)
        del self.processes.running[name]

    def wait_dead(self, name: str, seconds: float = 10) -> None:
        self.processes.running[name].process.wait(seconds)

    def revive(self) -> None:
        """Start what has died again, as the supervisor does; all wait for half a second alone."""
        for running in self.processes.running.values():
            running.deaths = 0
        wait_for(self.processes.revive, 10, "revive")
        self.groups |= {one.process.pid for one in self.processes.running.values()}

    def end(self) -> None:
        """End all that was started here, and what killed parents have left behind."""
        mine = [n for n in self.processes.running if n not in ("postgres", "redis")]
        for pid in filter(self._is_ours, _all_pids()):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.processes.stop(*mine)
        for both in self.proxies.values():
            for one in both:
                one.close()

    def _is_ours(self, pid: int) -> bool:
        """Return whether a process belongs to a group begun here, and to this very folder."""
        try:
            inside = os.getpgid(pid) in self.groups
            return inside and os.fsencode(self.servers.folder) in _environment_of(pid)
        except OSError:
            return False


def _all_pids() -> list[int]:
    return [int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit()]


def _environment_of(pid: int) -> bytes:
    return Path(f"/proc/{pid}/environ").read_bytes()


@contextmanager
def rig(**environ: str) -> Iterator[Rig]:
    """Start PostgreSQL, and a Redis that keeps nothing, and connect Django to them.

    PostgreSQL does not wait for the disk, but what is committed outlives its own death."""
    folder = Path(tempfile.mkdtemp(prefix="musicdb-queue-bench-"))
    processes = Processes(folder / "processes.json", lambda line: None)
    try:
        servers = embedded.servers(folder, durable=False)
        servers.initialise()
        servers.start(processes)
        try:
            made = Rig(servers, processes, _programs(folder, servers, environ))
            _connect(made)
            try:
                yield made
            finally:
                made.end()
        finally:
            servers.stop(processes)
            socket_folder.forget(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _programs(
    folder: Path, servers: embedded.Servers, environ: dict[str, str]
) -> dict[str, Program]:
    site = programs.Site(
        data=folder,
        host="127.0.0.1",
        port=0,
        host_header="localhost",
        given={},
        given_key="x" * 50,
        given_password="",
    )
    environment = {**site.environment(servers.environment), "MUSICDB_ENV": "test", **environ}
    return {made.name: made for made in programs.applications(site, environment)}


def _connect(made: Rig) -> None:
    os.environ |= dict(made.base["beat"].environment) | {"MUSICDB_PROCESS": "manage"}
    import django

    django.setup()
    # A line a change of state would hide the table.
    for name in ("jobqueue", "contract"):
        logging.getLogger(name).setLevel(logging.ERROR)
    from django.core.management import call_command
    from django.db import connection

    from bench.queue_parts import counting

    with connection.cursor() as cursor:
        # Beats the servers' own "off" for throw-away ones, from the next connection on.
        cursor.execute("ALTER DATABASE musicdb SET synchronous_commit = on")
    connection.close()
    call_command("migrate", verbosity=0)
    counting.register()
    counting.make_tables()
