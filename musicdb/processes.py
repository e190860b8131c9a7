"""Child processes: none outlives its supervisor, all stop in order, a dead one is started again.

Plain standard library. Start children from the main thread only: the kernel sends the death
signal when the *thread* that made a child ends.
"""

from __future__ import annotations

import ctypes
import json
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

LIBC = ctypes.CDLL(None, use_errno=True)
PR_SET_PDEATHSIG = 1

# A child that ran this long was healthy: its next death is the first again.
HEALTHY_SECONDS = 60.0
# What a killed run left of our own programs gets to stop by itself at the next start.
OURS_SECONDS = 3.0
# Whose end is not to be hurried.
SERVERS = frozenset({"postgres", "redis"})
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0
LARGEST_LOG = 20 * 1024 * 1024


class Failure(Exception):
    """What went wrong, said for the person at the terminal."""


def nothing() -> None:
    """Do nothing."""


@dataclass(frozen=True, kw_only=True)
class Program:
    """What to start, and how to stop it: signals with the seconds each has, then a kill."""

    name: str
    arguments: Sequence[str | Path]
    environment: Mapping[str, str]
    folder: Path = Path("/")
    log: Path | None = None  # None: our own output
    foreground: bool = False  # in our session, with our terminal: for a command that a person types
    stops: tuple[tuple[signal.Signals, float], ...] = ((signal.SIGTERM, 5.0),)
    last_signal: signal.Signals = signal.SIGKILL
    before: Callable[[], None] = nothing  # called here before each start
    inside: Callable[[], None] = nothing  # called in the child before exec
    identity: Mapping[str, Any] = field(default_factory=dict)  # user=, group= of Popen


def start(program: Program) -> subprocess.Popen[bytes]:
    """Start `program`, in a session of its own, so that Ctrl-C reaches the supervisor alone."""
    program.before()
    output: IO[bytes] | None = program.log.open("ab") if program.log else None
    try:
        return subprocess.Popen(
            [str(part) for part in program.arguments],
            stdin=None if program.foreground else subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT if output else None,
            cwd=program.folder,
            env=dict(program.environment),
            start_new_session=not program.foreground,
            preexec_fn=_die_with_parent(program),  # noqa: PLW1509  (one thread, see above)
            **program.identity,
        )
    finally:
        if output:
            output.close()


def _die_with_parent(program: Program) -> Callable[[], None]:
    parent = os.getpid()

    def inside() -> None:
        program.inside()  # first: a change of credentials clears the death signal
        LIBC.prctl(PR_SET_PDEATHSIG, int(program.stops[0][0]))
        if os.getppid() != parent:  # it died between fork and prctl
            os._exit(1)

    return inside


@dataclass
class Running:
    program: Program
    process: subprocess.Popen[bytes]
    since: float
    deaths: int = 0
    restart_at: float | None = None


class Processes:
    """The children of one supervisor, by name; `record` (a file) lets the next one find leftovers."""

    def __init__(
        self, record: Path, say: Callable[[str], None] = print, check: Callable[[], None] = nothing
    ) -> None:
        self.record = record
        self.say = say
        self.check = check  # called while waiting; raises where the wait is to end
        self.running: dict[str, Running] = {}

    def start(self, program: Program) -> subprocess.Popen[bytes]:
        process = start(program)
        self.running[program.name] = Running(program, process, time.monotonic())
        self._write()
        return process

    def run(self, program: Program, any_code: bool = False) -> int:
        """Run `program` to its end and return its exit code; another than 0 raises Failure."""
        process = self.start(program)
        while process.poll() is None:
            self.pause(0.02)
        del self.running[program.name]
        self._write()
        if process.returncode != 0 and not any_code:
            raise Failure(f"{program.name} failed ({process.returncode}).{tail(program.log)}")
        return process.returncode

    def wait_until(self, ready: Callable[[], bool], names: Iterable[str], seconds: float) -> None:
        """Wait until `ready()`; raise Failure where one of `names` ends before, or time does."""
        names = tuple(names)
        end = time.monotonic() + seconds
        while not ready():
            for name in names:
                running = self.running[name]
                code = running.process.poll()
                if code is not None:
                    raise Failure(f"{name} ended with {code}.{tail(running.program.log)}")
            if time.monotonic() > end:
                logs = "".join(tail(self.running[name].program.log) for name in names)
                raise Failure(f"{', '.join(names)}: not ready in {seconds:.0f} s.{logs}")
            self.pause(0.03)

    def pause(self, seconds: float) -> None:
        self.check()
        time.sleep(seconds)
        self.check()

    def revive(self) -> bool:
        """Start what has died again, after a pause that doubles with each death in a row.

        Returns whether all are running."""
        now = time.monotonic()
        for name, running in self.running.items():
            code = running.process.poll()
            if code is None:
                if running.deaths and now - running.since > HEALTHY_SECONDS:
                    running.deaths = 0
            elif running.restart_at is None:
                pause = min(LONGEST_PAUSE, FIRST_PAUSE * 2**running.deaths)
                running.deaths += 1
                running.restart_at = now + pause
                self.say(f"{name} ended with {code}; starting it again in {pause:g} s")
            elif now >= running.restart_at:
                running.process = start(running.program)
                running.since, running.restart_at = now, None
                self._write()
        return all(running.restart_at is None for running in self.running.values())

    def stop(self, *names: str, until: float | None = None) -> None:
        """Stop `names` together. `until` (monotonic seconds) is when the last are killed."""
        group = [self.running[name] for name in names if name in self.running]
        for step in range(max((len(running.program.stops) for running in group), default=0)):
            left = [r for r in group if r.process.poll() is None and step < len(r.program.stops)]
            for running in left:
                running.process.send_signal(running.program.stops[step][0])
            limit = max((r.program.stops[step][1] for r in left), default=0.0)
            end = time.monotonic() + limit
            _wait_for_end(left, end if until is None else min(end, until))
        for running in group:
            if running.process.poll() is None:
                self.say(f"{running.program.name} did not stop in time: killed")
                _kill(running.process.pid, running.program.last_signal, running.program.foreground)
                running.process.wait()
            del self.running[running.program.name]
        self._write()

    def trim_logs(self) -> None:
        """Move a log that grew too large aside; the writer appends, so it goes on at the start."""
        for running in self.running.values():
            log = running.program.log
            if log and log.stat().st_size > LARGEST_LOG:
                log.with_suffix(".log.1").write_bytes(log.read_bytes())
                os.truncate(log, 0)

    def _write(self) -> None:
        rows = {
            name: [running.process.pid, started_at(running.process.pid)]
            for name, running in self.running.items()
        }
        self.record.write_text(json.dumps(rows))


def _wait_for_end(group: Sequence[Running], end: float) -> None:
    for running in group:
        with suppress(subprocess.TimeoutExpired):
            running.process.wait(max(0.0, end - time.monotonic()))


def _kill(pid: int, number: signal.Signals, alone: bool = False) -> None:
    with suppress(ProcessLookupError):
        if number == signal.SIGKILL and not alone:
            os.killpg(pid, number)  # a worker's own children too
        else:
            os.kill(pid, number)


def started_at(pid: int) -> int | None:
    """Return the start time of a living process in clock ticks: with the pid, its identity."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    return None if fields[0] in "ZX" else int(fields[19])


def end_leftovers(record: Path, seconds: float) -> int:
    """Wait for the children of a supervisor that was killed, kill what stays; return their number.

    They have had their death signal: most are stopping already. Programs of ours are given the
    first few seconds alone, as their databases are going away and the queue knows how to go on after
    a kill; a server gets all of them, or it would have to recover."""
    try:
        rows = json.loads(record.read_text())
    except (OSError, ValueError):
        return 0
    left = {pid: (name, since) for name, (pid, since) in rows.items() if since is not None}
    found = 0
    began = time.monotonic()
    end = began + seconds
    while left := {pid: row for pid, row in left.items() if started_at(pid) == row[1]}:
        found = max(found, len(left))
        if time.monotonic() > began + OURS_SECONDS:
            for pid, (name, _) in left.items():
                if name not in SERVERS:
                    _kill(pid, signal.SIGKILL)
        if time.monotonic() > end:
            for pid, (name, _) in left.items():
                # A database server that is asked to end at once recovers at its next start.
                _kill(pid, signal.SIGQUIT if name == "postgres" else signal.SIGKILL)
            end += 1.0
        time.sleep(0.02)
    return found


def tail(log: Path | None, lines: int = 12) -> str:
    """Return the last lines of `log` for an error's text."""
    if log is None or not log.is_file():
        return ""
    text = log.read_text(errors="replace").splitlines()[-lines:]
    return "\n".join(["", f"The end of {log}:", *(f"    {line}" for line in text)])
