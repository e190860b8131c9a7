"""A worker says what its processes use."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from jobqueue import resources, workers

HOLDS_MEMORY = "held = bytearray(b'x') * 50_000_000; print(flush=True); input()"


def used() -> resources.Usage:
    found = resources.used()
    assert found is not None
    return found


def test_a_child_is_part_of_it() -> None:
    before = used()
    with subprocess.Popen(
        [sys.executable, "-c", HOLDS_MEMORY], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as child:
        assert child.stdout is not None
        child.stdout.readline()
        during = used()
        child.communicate(b"\n")

    assert during.child_memory_bytes - before.child_memory_bytes > 50_000_000
    assert during.memory_bytes > during.child_memory_bytes


def test_cpu_seconds_stay_when_a_child_ends() -> None:
    before = used()
    busy = "import time\nwhile time.process_time() < 0.3: pass"
    subprocess.run([sys.executable, "-c", busy], check=True)

    assert used().cpu_seconds - before.cpu_seconds >= 0.25


def test_a_system_that_does_not_tell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resources, "PROC", tmp_path)

    assert resources.used() is None
    workers.say_alive("analysis@elsewhere")
    (worker,) = workers.heard_of()
    assert worker.memory_bytes is None


def test_a_sign_of_life_tells_it() -> None:
    workers.say_alive("analysis@here")

    (worker,) = workers.heard_of()

    assert worker.memory_bytes
    assert worker.cpu_seconds
    assert worker.child_memory_bytes is not None
