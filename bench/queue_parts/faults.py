"""The faults: each does harm, repairs what an operator or supervisor would, and says when."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

import redis
from django.conf import settings

from bench.queue_parts import clock
from bench.queue_parts.rig import TooSlow, wait_for

if TYPE_CHECKING:
    from bench.queue_parts.chaos import Chaos

Fault = Callable[["Chaos"], None]


def kill_worker(chaos: Chaos) -> None:
    """kill -9 of a worker's parent; the supervisor starts another."""
    name = chaos.any_worker()
    chaos.rig.kill(name)
    chaos.rig.wait_dead(name)
    chaos.start_again(name)


def kill_child(chaos: Chaos) -> None:
    """kill -9 of the process that runs a job."""
    for pid in chaos.rig.children(chaos.busy_worker()):
        _signal(pid, signal.SIGKILL)


def restart_redis(chaos: Chaos) -> None:
    """Kill Redis, which keeps nothing; it comes back empty after a while."""
    chaos.rig.kill("redis")
    chaos.rig.wait_dead("redis")
    chaos.idle(chaos.chance.uniform(0.2, 2))
    chaos.rig.revive()
    wait_for(chaos.rig.servers.redis.ready, 10, "redis")


def flush_redis(chaos: Chaos) -> None:
    """FLUSHALL: order, live view and tickets are gone, with all connections up."""
    redis.Redis.from_url(settings.REDIS_URL).flushall()


def terminate_worker(chaos: Chaos) -> None:
    """SIGTERM to a worker, as at an update; the supervisor starts another."""
    name = chaos.busy_worker()
    began = time.monotonic()
    chaos.rig.kill(name, signal.SIGTERM)
    chaos.rig.wait_dead(name)
    chaos.exits.append(time.monotonic() - began)
    chaos.start_again(name)


def hang_child(chaos: Chaos) -> None:
    """SIGSTOP past the hang limit; others take the job; then SIGCONT, and late writes."""
    children = chaos.rig.children(chaos.busy_worker())
    for pid in children:
        _signal(pid, signal.SIGSTOP)
    chaos.idle(chaos.hang + chaos.chance.uniform(0.5, 3))
    for pid in children:
        _signal(pid, signal.SIGCONT)


def restart_postgres(chaos: Chaos) -> None:
    """PostgreSQL shut down at once, as by a power cut; it recovers."""
    chaos.rig.kill("postgres", signal.SIGQUIT)
    chaos.rig.wait_dead("postgres")
    chaos.rig.revive()
    wait_for(chaos.rig.servers.postgres.ready, 30, "postgres")


def freeze_line(chaos: Chaos) -> None:
    """A worker's connections to both servers, or one, go silent past the hang limit; then reset."""
    both = chaos.rig.proxies[chaos.busy_worker()]
    lines = chaos.chance.choice((both, both[:1], both[1:]))
    for line in lines:
        line.freeze()
    chaos.idle(chaos.hang + chaos.chance.uniform(0.5, 3))
    for line in lines:
        line.reset()


def second_beat(chaos: Chaos) -> None:
    """A second beat starts, and waits; the first is killed, and the second acts. Where the first has
    just lost its session with PostgreSQL, the second may act at once, and the first waits."""
    new = f"beat{len(chaos.beats) + 1}"
    chaos.rig.start("beat", new)
    chaos.beats.append(new)
    _await_line(chaos, new, "beat_waits", "beat_acts")
    if _acts(chaos, new):
        old = chaos.beats[-2]
        try:
            wait_for(lambda: not _acts(chaos, old), 20, f"{old} stops acting")
        except TooSlow:
            chaos.breach("two beats act", "", f"{', '.join(chaos.beats)}")
    for old in chaos.beats[:-1]:
        if old in chaos.rig.processes.running:
            chaos.rig.kill(old)
            chaos.rig.wait_dead(old)
            del chaos.rig.processes.running[old]
    _await_line(chaos, new, "beat_acts")


def jump_clock(chaos: Chaos) -> None:
    """The clock of all programs jumps an hour ahead or back, and after a while it is right again."""
    folder = chaos.rig.servers.folder
    clock.set_off(folder, chaos.chance.choice((-3600, 3600)))
    chaos.idle(chaos.chance.uniform(1, 4))
    clock.set_off(folder, 0)


FAULTS: dict[str, Fault] = {
    "kill -9 worker": kill_worker,
    "kill -9 child": kill_child,
    "Redis restart": restart_redis,
    "FLUSHALL": flush_redis,
    "SIGTERM": terminate_worker,
    "SIGSTOP": hang_child,
    "PostgreSQL": restart_postgres,
    "half-open TCP": freeze_line,
    "two beats": second_beat,
    "clock jump": jump_clock,
}


def _await_line(chaos: Chaos, name: str, *lines: str) -> None:
    def seen() -> bool:
        chaos.idle(0.1)
        text = chaos.rig.log(name).read_text()
        return any(line in text for line in lines)

    wait_for(seen, 90, f"{' or '.join(lines)} of {name}")


def _acts(chaos: Chaos, beat: str) -> bool:
    """Return whether the last that a beat has said is that it acts."""
    text = chaos.rig.log(beat).read_text()
    return text.rfind("beat_acts") > text.rfind("beat_waits")


def _signal(pid: int, number: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, number)
