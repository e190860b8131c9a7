"""Children stop in steps, are started again when they die, and never outlive their supervisor."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from musicdb import processes
from musicdb.processes import Failure, Processes, Program, end_leftovers, started_at
from tests.paths import ROOT

# Says that it is up in a file, ignores what it is told to ignore, and sleeps.
STUBBORN = """
import pathlib, signal, sys, time
# A shell starts what runs in the background with this one ignored.
signal.signal(signal.SIGQUIT, signal.SIG_DFL)
for number in sys.argv[2:]:
    signal.signal(int(number), signal.SIG_IGN)
pathlib.Path(sys.argv[1]).write_text("up")
time.sleep(60)
"""


def wait_for(condition: Callable[[], object], seconds: float = 10) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.01)


def program(name: str, *arguments: str, **facts: object) -> Program:
    return Program(name=name, arguments=arguments, environment=dict(os.environ), **facts)  # type: ignore[arg-type]


def stubborn(folder: Path, *ignored: signal.Signals, **facts: object) -> Program:
    numbers = [str(int(number)) for number in ignored]
    up = str(folder / "up")
    return program("stubborn", sys.executable, "-c", STUBBORN, up, *numbers, **facts)


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def children(tmp_path: Path, said: list[str]) -> Iterator[Processes]:
    made = Processes(tmp_path / "processes.json", said.append)
    yield made
    for running in made.running.values():
        running.process.kill()
        running.process.wait()


def test_a_program_that_ends_well_is_forgotten(children: Processes) -> None:
    assert children.run(program("true", "true")) == 0
    assert children.running == {}


def test_a_program_that_fails_says_the_end_of_its_log(children: Processes, tmp_path: Path) -> None:
    failing = program("step", "sh", "-c", "echo no disk; exit 3", log=tmp_path / "step.log")

    with pytest.raises(Failure, match=r"(?s)step failed \(3\).*no disk"):
        children.run(failing)


def test_waiting_ends_when_the_program_does(children: Processes) -> None:
    children.start(program("web", "false"))

    with pytest.raises(Failure, match="web ended with 1"):
        children.wait_until(lambda: False, ["web"], 10)


def test_waiting_has_a_limit(children: Processes) -> None:
    children.start(program("web", "sleep", "60"))

    with pytest.raises(Failure, match="web: not ready in 0 s"):
        children.wait_until(lambda: False, ["web"], 0.1)


def test_the_second_signal_reaches_who_ignored_the_first(
    children: Processes, tmp_path: Path
) -> None:
    stops = ((signal.SIGTERM, 0.2), (signal.SIGQUIT, 60.0))
    process = children.start(stubborn(tmp_path, signal.SIGTERM, stops=stops))
    wait_for((tmp_path / "up").exists)

    children.stop("stubborn")

    assert process.returncode == -signal.SIGQUIT


def test_who_ignores_everything_is_killed(
    children: Processes, tmp_path: Path, said: list[str]
) -> None:
    process = children.start(stubborn(tmp_path, signal.SIGTERM, stops=((signal.SIGTERM, 0.2),)))
    wait_for((tmp_path / "up").exists)

    children.stop("stubborn")

    assert process.returncode == -signal.SIGKILL
    assert said == ["stubborn did not stop in time: killed"]


def test_a_dead_program_starts_again_after_pauses_that_double(
    children: Processes, said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(processes, "FIRST_PAUSE", 0.05)
    first = children.start(program("beat", "sleep", "60"))

    for _ in range(2):
        dying = children.running["beat"].process
        dying.kill()
        dying.wait()
        wait_for(lambda: children.revive() and children.running["beat"].process.poll() is None)

    assert children.running["beat"].process.pid != first.pid
    assert said == [
        "beat ended with -9; starting it again in 0.05 s",
        "beat ended with -9; starting it again in 0.1 s",
    ]


def test_children_die_with_their_supervisor(tmp_path: Path) -> None:
    script = f"""
import sys, time
sys.path.insert(0, {str(ROOT)!r})
from pathlib import Path
from musicdb.processes import Processes, Program
made = Processes(Path({str(tmp_path / "processes.json")!r}))
made.start(Program(name="x", arguments=["sleep", "60"], environment={{}}))
time.sleep(60)
"""
    supervisor = subprocess.Popen([sys.executable, "-c", script])
    record = tmp_path / "processes.json"
    wait_for(record.exists)
    wait_for(lambda: b"sleep" in _child_of(supervisor.pid))
    (child,) = _children(supervisor.pid)

    supervisor.kill()
    supervisor.wait()

    wait_for(lambda: started_at(child) is None)


def _children(pid: int) -> list[int]:
    return [int(x) for x in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _child_of(pid: int) -> bytes:
    return b"".join(Path(f"/proc/{child}/cmdline").read_bytes() for child in _children(pid))


def test_a_leftover_that_stays_is_killed_at_the_next_start(
    children: Processes, tmp_path: Path
) -> None:
    process = children.start(stubborn(tmp_path, signal.SIGTERM))
    wait_for((tmp_path / "up").exists)

    found = end_leftovers(children.record, seconds=0.1)

    assert found == 1
    assert process.wait() == -signal.SIGKILL


def test_a_pid_that_is_another_process_by_now_is_left_alone(
    children: Processes, tmp_path: Path
) -> None:
    process = children.start(program("sleep", "sleep", "60"))
    record = tmp_path / "old.json"
    record.write_text(f'{{"web": [{process.pid}, 1]}}')

    assert end_leftovers(record, seconds=0.1) == 0
    assert process.poll() is None


def test_a_log_that_grew_large_is_moved_aside(
    children: Processes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(processes, "LARGEST_LOG", 10)
    log = tmp_path / "web.log"
    log.write_text("x" * 11)
    children.start(program("web", "sleep", "60", log=log))

    children.trim_logs()

    assert log.stat().st_size == 0
    assert (tmp_path / "web.log.1").stat().st_size == 11
