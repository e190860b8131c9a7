"""Start everything, keep it running, stop it: what `./run` does once .venv is there.

Plain standard library, beside the table of options. One process supervises; what it starts dies
with it, and what a killed one left is ended at the next start.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from musicdb import embedded, options, preparation, socket_folder
from musicdb.data_lock import MANAGE, SERVE, held
from musicdb.processes import Failure, Processes, end_leftovers
from musicdb.programs import APPLICATIONS, Site, applications, django

ROOT = preparation.ROOT
STOP_SECONDS = 9.5
READY_SECONDS = 60.0
BEGAN = time.monotonic()


class Stopped(Exception):
    """Somebody asked us to stop."""


class Signals:
    """A stop that is asked for by a signal takes effect where the supervisor waits."""

    asked = False

    def install(self, *numbers: signal.Signals) -> None:
        for number in numbers:
            # A shell starts background jobs with SIGINT ignored: ours to take back. A SIGHUP that
            # is ignored was ignored on purpose (nohup).
            if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:
                signal.signal(number, self._ask)

    def _ask(self, number: int, frame: object) -> None:
        self.asked = True

    def check(self) -> None:
        if self.asked:
            raise Stopped


def main(arguments: list[str]) -> int:
    command, rest = arguments[0] if arguments else "serve", arguments[1:]
    folder = Path.cwd()
    os.chdir(ROOT)
    try:
        if command == "test":
            from musicdb.checks import check_everything

            return check_everything(rest)
        options.load_dotenv(ROOT / ".env", os.environ)  # type: ignore[arg-type]
        site = Site.of(options.load())
        return manage(site, rest, folder) if command == "manage" else serve(site)
    except (Failure, ImproperlyConfigured, OSError) as failure:
        print(f"\n{failure}", file=sys.stderr, flush=True)
        return 1
    except Stopped:
        return 130


def say(text: str) -> None:
    with suppress(BrokenPipeError):  # `./run | head` must not end in a traceback
        print(f"{time.monotonic() - BEGAN:5.1f} s  {text}", flush=True)


def keep_quiet(text: str) -> None:
    """Say nothing: the output of a command is the command's."""


def serve(site: Site) -> int:
    """Run until a signal asks us to stop; return the exit code."""
    signals = Signals()
    signals.install(signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    with held(site.data, SERVE, site.address) as holder:
        if holder is not None:
            raise holder.refusal(site.data)
        with supervised(site, signals) as processes:
            if not site.port_is_free():
                raise Failure(
                    f"Port {site.port} on {site.host} is taken by another program. "
                    f"Choose another with MUSICDB_PORT, as in: MUSICDB_PORT={site.port + 1} ./run"
                )
            environment = start_servers(site, processes)
            prepare(site, processes, environment)
            for program in applications(site, environment):
                processes.start(program)
            say("Web, workers and beat started")
            processes.wait_until(site.ready, APPLICATIONS, READY_SECONDS)
            announce(site)
            watch(processes)
    return 0


def watch(processes: Processes) -> None:
    trimmed = time.monotonic()
    while True:
        processes.pause(0.2)
        processes.revive()
        if time.monotonic() - trimmed > 60:
            processes.trim_logs()
            trimmed = time.monotonic()


@contextmanager
def supervised(
    site: Site, signals: Signals, tell: Callable[[str], None] = say
) -> Iterator[Processes]:
    """Give a supervisor whose children are all stopped at the end, whatever happens."""
    (site.data / "log").mkdir(mode=0o700, exist_ok=True)
    record = site.data / "processes.json"
    processes = Processes(record, tell, signals.check)
    if end_leftovers(record, embedded.LEFTOVER_SECONDS):
        tell("Ended what a killed run had left")
    try:
        yield processes
    except Stopped:
        tell("Stopping")
    finally:
        processes.check = lambda: None  # a second Ctrl-C changes nothing: the stop is bounded
        stop_all(processes)
        socket_folder.forget(site.data)


def stop_all(processes: Processes) -> None:
    """Stop first what uses the servers, then Redis, then PostgreSQL."""
    began = time.monotonic()
    end = began + STOP_SECONDS
    names = [name for name in processes.running if name not in ("redis", "postgres")]
    processes.stop(*names, until=end - 2)
    processes.stop("redis", until=end - 1)
    processes.stop("postgres", until=end)
    if names:
        processes.say(f"All stopped in {time.monotonic() - began:.1f} s")


def start_servers(site: Site, processes: Processes) -> dict[str, str]:
    """Start the servers that are not given; return the environment of the processes."""
    if not (site.own_database or site.own_redis):
        processes.say("Using the PostgreSQL and the Redis that are given")
        return site.environment({})
    servers = embedded.servers(site.data)
    if servers.initialise(postgres=site.own_database):
        processes.say("PostgreSQL's data made")
    servers.start(processes, postgres=site.own_database, redis=site.own_redis)
    shown = {"postgres": "PostgreSQL", "redis": "Redis"}
    processes.say(f"{' and '.join(shown[name] for name in processes.running)} ready")
    return site.environment(servers.environment)


def prepare(site: Site, processes: Processes, environment: dict[str, str]) -> None:
    """Collect assets, migrate, make the demo: each where something changed since the last time."""

    def step(text: str, *arguments: str, shown: bool = False) -> Callable[[], None]:
        def action() -> None:
            say(text)
            log = None if shown else site.data / "log" / f"{arguments[0]}.log"
            processes.run(django(site, environment, *arguments, log=log))

        return action

    stamps = site.data / "stamps"
    collect = step("Collecting assets", "collectstatic", "--noinput", "--clear", "-v0")
    preparation.once(stamps / "assets", preparation.assets(), collect)
    migrate = step("Migrating the database", "migrate", "--noinput", "-v0")
    if not site.own_database:  # somebody else's to restore or replace: no stamp of ours can know
        migrate()
        return
    cluster = site.data / "postgres"
    preparation.once(stamps / "migrations", preparation.migrations(cluster), migrate)
    demo = step("Making the user demo and the demo library", "prepare_demo", shown=True)
    wanted = preparation.fingerprint([], preparation.identity(cluster), site.demo_password)
    environment["MUSICDB_DEMO_PASSWORD"] = site.demo_password
    preparation.once(stamps / "demo", wanted, demo)


def announce(site: Site) -> None:
    say(f"musicdb is ready: {site.address}")
    if site.own_database:
        say(f"Login: demo / {site.demo_password}")
        if not site.local:
            say(f"{site.host} is open to the network: so is the user demo, who may do everything")
    say(f"Ctrl-C stops it. Logs: {site.data / 'log'}")


def manage(site: Site, arguments: list[str], folder: Path) -> int:
    """Run manage.py with the servers of a running ./run, else with our own while it lasts."""
    if not (site.own_database or site.own_redis):
        return hand_over(site.environment({}), arguments, folder)
    with held(site.data, MANAGE) as holder:
        if holder is not None:
            servers = embedded.servers(site.data)
            wait_for_servers(site, servers)
            return hand_over(site.environment(servers.environment), arguments, folder)
        signals = Signals()
        signals.install(signal.SIGTERM, signal.SIGHUP)
        signal.signal(signal.SIGINT, lambda number, frame: None)  # the command's own to take
        with supervised(site, signals, tell=keep_quiet) as processes:
            environment = start_servers(site, processes)
            command = django(site, environment, *arguments, folder=folder, foreground=True)
            return processes.run(command, any_code=True)
    return 130


def hand_over(environment: dict[str, str], arguments: list[str], folder: Path) -> int:
    os.chdir(folder)
    command = [sys.executable, str(ROOT / "manage.py"), *arguments]
    os.execve(sys.executable, command, environment)  # noqa: S606  (no shell is the point)


def wait_for_servers(site: Site, servers: embedded.Servers) -> None:
    end = time.monotonic() + READY_SECONDS
    while site.own_database and not servers.postgres.ready():
        if time.monotonic() > end:
            raise Failure(f"The running ./run's PostgreSQL does not answer: {site.data / 'log'}")
        time.sleep(0.1)
