"""What a request costs that starts a song's analysis, with Redis there, hung and gone; and how soon all
is in order once it is back."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.test import override_settings
from rest_framework.test import APIClient

from bench.queue_parts.preemption import figures
from bench.queue_parts.rig import Rig, wait_for
from contract import redis_link
from jobqueue import order, workers
from jobqueue.models import AnalysisJob
from library.models import Track

# So far apart that each finds the breaker closed again: the worst case, each waits for itself.
APART_SECONDS = 1.2


@override_settings(PROCESS="web")
def measure(rig: Rig, user: Any, *, requests: int) -> list[tuple[str, str]]:
    return list(_measure(rig, user, requests))


def _measure(rig: Rig, user: Any, requests: int) -> Iterator[tuple[str, str]]:
    AnalysisJob.objects.all().delete()
    client = APIClient(SERVER_NAME="localhost")
    client.force_authenticate(user)
    songs = iter(
        Track.objects.bulk_create(
            Track(user=user, title=f"Song {n}") for n in range(3 * requests + 1)
        )
    )

    def submit(count: int, apart: float) -> list[float]:
        taken = []
        for _ in range(count):
            began = time.perf_counter()
            answer = client.post(f"/api/songs/{next(songs).pk}/analyze")
            taken.append(time.perf_counter() - began)
            assert answer.status_code == 202, answer
            time.sleep(apart)
        return taken

    rig.start("maintenance", "maintenance", proxied=False)
    rig.start("beat", "beat", proxied=False)
    wait_for(workers.alive, 60, "the maintenance worker")
    # The first one reads the code.
    submit(1, 0)
    yield "start of an analysis, Redis there", figures(submit(requests, 0.05))
    with hung(rig.pid("redis")):
        yield "… Redis hung (SIGSTOP)", figures(submit(requests, APART_SECONDS))
    rig.kill("redis")
    rig.wait_dead("redis")
    yield "… Redis gone (SIGKILL)", figures(submit(requests, 0.05))
    began = time.monotonic()
    rig.revive()
    wait_for(lambda: _in_order(3 * requests + 1), 60, "all jobs in the order")
    seconds = time.monotonic() - began
    for name in ("beat", "maintenance"):
        rig.finish(name)
    yield f"{3 * requests + 1} jobs in order after Redis is back, empty", f"{seconds:.1f} s"


@contextmanager
def hung(pid: int) -> Iterator[None]:
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)


def _in_order(count: int) -> bool:
    try:
        return bool(redis_link.call(lambda r: r.zcard(order.waiting_key("analysis"))) == count)
    except redis_link.Away:
        return False
