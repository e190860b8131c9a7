"""Real processes under faults drawn by a seed, with the books checked after each."""

from __future__ import annotations

import random
import statistics
import sys
import time
from collections import defaultdict
from datetime import UTC, datetime
from typing import Any

from django.db import DatabaseError, InterfaceError, connection

from bench.queue_parts import books
from bench.queue_parts.faults import FAULTS
from bench.queue_parts.load import Load
from bench.queue_parts.rig import Rig, TooSlow, wait_for
from jobqueue import workers
from jobqueue.models import AnalysisJob

# Seconds within which every slot must be at work again after a fault, and all jobs done at the end.
AGAIN_LIMIT = 60
END_LIMIT = 120


class Chaos:
    """One seeded run: the rig, its load, what happened, and what was broken."""

    def __init__(self, rig: Rig, *, seed: int, workers: int, slots: int, hang: float) -> None:
        self.rig = rig
        self.chance = random.Random(seed)
        self.workers = [f"analysis{n + 1}" for n in range(workers)]
        self.slots, self.hang = slots, hang
        self.load = Load(random.Random(seed + 1), open_jobs=4 * slots)
        self.beats = ["beat1"]
        self.events: list[str] = []
        self.known: set[tuple[str, str, str]] = set()
        self.count: dict[str, int] = defaultdict(int)
        self.breaches: dict[str, int] = defaultdict(int)
        self.again: dict[str, list[float]] = defaultdict(list)
        self.after: dict[str, list[float]] = defaultdict(list)
        self.exits: list[float] = []
        # The worker that is starting again, and since when; when what was hurt is back.
        self.reborn: tuple[str, datetime] | None = None
        self.back_at = datetime.now(UTC)

    @property
    def beat(self) -> str:
        return self.beats[-1]

    def start(self) -> None:
        books.post_watchmen(self.slots)
        for name in self.workers:
            self.rig.start("analysis", name)
        self.rig.start("maintenance", "maintenance")
        self.rig.start("beat", self.beat)
        began = datetime.now(UTC)
        self.await_slots(began, 60)

    def fault(self, kind: str) -> None:
        """Do one fault, wait until all slots are at work again, and look into the books."""
        self.kind = kind
        self.count[kind] += 1
        began = datetime.now(UTC)
        self.note(f"fault {sum(self.count.values())}: {kind}")
        self.reborn = None
        try:
            FAULTS[kind](self)
            self.back_at = datetime.now(UTC)
            at = self.await_slots(began, AGAIN_LIMIT)
            self.again[kind].append((at - began).total_seconds())
            self.after[kind].append(max(0.0, (at - self.back_at).total_seconds()))
        except TooSlow as slow:
            self.breach("standing still", "", str(slow))
        self.check()
        took = (datetime.now(UTC) - began).total_seconds()
        print(f"{sum(self.count.values())} {kind}: {took:.1f} s", file=sys.stderr, flush=True)

    def await_slots(self, since: datetime, limit: float) -> datetime:
        """Wait until every slot has finished an item since then; return the last one's time."""

        def all_work() -> Any:
            self.load.top_up()
            self._see_reborn()
            firsts = self.ask("SELECT min(at) FROM bench_done WHERE at > %s GROUP BY slot", [since])
            return len(firsts) >= self.slots and max(first for (first,) in firsts)

        found: datetime = wait_for(all_work, limit, "every slot at work", every=0.05)
        return found

    def start_again(self, name: str) -> None:
        """Start a worker that was ended; it is back from when it consumes, not before."""
        self.reborn = name, datetime.now(UTC)
        self.rig.revive()

    def _see_reborn(self) -> None:
        if self.reborn is None:
            return
        name, since = self.reborn
        heard = [one for one in workers.alive() if one.name.startswith(f"{name}@")]
        if not any(one.last_heartbeat > since for one in heard):
            self.back_at = datetime.now(UTC)
        else:
            self.reborn = None

    def finish(self) -> None:
        """Let all jobs come to their end, and look a last time."""
        self.kind = "end"
        self.note("no more faults")
        try:
            wait_for(lambda: not self.ask(
                "SELECT 1 FROM queue_analysisjob WHERE status IN "
                "('pending', 'interrupted', 'in_progress') LIMIT 1"
            ), END_LIMIT, "all jobs done", every=0.2)  # fmt: skip
        except TooSlow as slow:
            left = AnalysisJob.objects.open().first()
            self.breach("a job not done", str(left.pk) if left else "", str(slow))
        self.check()

    def check(self) -> None:
        for breach in sorted(books.breaches(self.load.accepted) - self.known):
            self.known.add(breach)
            self.breach(*breach)

    def breach(self, what: str, job: str, detail: str) -> None:
        self.breaches[self.kind] += 1
        print(f"\nBROKEN: {what} {job} {detail}\nbefore it:", flush=True)
        for line in [*self.events[-8:], *(books.trace(job) if job else [])]:
            print(f"    {line}")
        print(flush=True)

    def note(self, what: str) -> None:
        self.events.append(f"{datetime.now(UTC):%H:%M:%S.%f} {what}")

    def ask(self, query: str, values: Any = None) -> list[Any]:
        """Return rows, none while PostgreSQL is away."""
        try:
            return books.rows(query, values)
        except (DatabaseError, InterfaceError):
            connection.close()
            return []

    def idle(self, seconds: float) -> None:
        """Let time pass, with work to do for all."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            self.load.top_up()
            time.sleep(0.05)

    def any_worker(self) -> str:
        name = self.chance.choice([*self.workers, "maintenance"])
        self.note(f"it meets {name}")
        return name

    def busy_worker(self) -> str:
        """Return a worker that has a job in progress, drawn among those that have."""

        def busy() -> list[str]:
            self.load.top_up()
            return [name for name in self.workers if books.running_of(name)]

        name = self.chance.choice(wait_for(busy, 30, "a busy worker"))
        self.note(f"it meets {name} with {', '.join(map(str, books.running_of(name)))}")
        return name

    def table(self) -> str:
        heads = (
            "fault",
            "count",
            "broken",
            "all slots again p50",
            "max",
            "since back p50",
            "max",
        )
        lines = [heads, tuple("---" for _ in heads)]
        for kind in [*FAULTS, "end"]:
            if not (self.count[kind] or self.breaches[kind]):
                continue
            times = [*_figures(self.again[kind]), *_figures(self.after[kind])]
            lines.append((kind, str(self.count[kind]), str(self.breaches[kind]), *times))
        lines.append(("all", str(sum(self.count.values())), str(sum(self.breaches.values()))))
        return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _figures(seconds: list[float]) -> tuple[str, str]:
    if not seconds:
        return "", ""
    return f"{statistics.median(seconds):.1f} s", f"{max(seconds):.1f} s"
