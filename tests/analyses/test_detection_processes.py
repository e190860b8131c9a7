"""Two processes find what one finds, whatever becomes of the second."""

from __future__ import annotations

import os
import random
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from analyses.duplicates import detection
from analyses.duplicates.detection import second_process
from analyses.duplicates.detection.normalise import tracks
from analyses.duplicates.detection.scoring import blocks
from analyses.duplicates.detection.second_process import SecondProcess
from tests.analyses.detecting import track

ROOT = Path(__file__).resolve().parents[2]
WORDS = ("harbour", "lantern", "tide", "northern", "paper", "ember", "été", "Live", "(Live)", "II")


@pytest.fixture(autouse=True)
def small_shares(monkeypatch):
    monkeypatch.setattr(tracks, "WORTH_SHARING", 10)
    monkeypatch.setattr(tracks, "SHARE", 7)
    monkeypatch.setattr(blocks, "WORTH_SHARING", 1)


def rows(count: int = 600) -> list[detection.Record]:
    chance = random.Random(3)
    return [
        track(
            track_id=number,
            title=" ".join(chance.choices(WORDS, k=3))
            + chance.choice(("", " - Tide", " feat. Ann")),
            artist=chance.choice(("Ann Lee", "Ann & Bo", "")),
            album=chance.choice(("Tide", "Low Tide (Live)", "")),
            isrc=chance.choice(("", "GBAAA9700001")),
            track_number=chance.choice((1, 2, "A2", None)),
            duration=chance.choice((200.0, 203.5, None)),
        )
        for number in range(count)
    ]


def found(processes: int) -> list[detection.Group]:
    read = rows()
    library = detection.prepare(read, total=len(read), processes=processes)
    candidates = detection.find_candidates(library)
    scored = detection.score_blocks(
        library, candidates, range(candidates.blocks), processes=processes
    )
    return detection.group(library, detection.joined([one.pairs for one in scored]))


def children() -> set[int]:
    text = Path(f"/proc/self/task/{os.getpid()}/children").read_text(encoding="ascii")
    return set(map(int, text.split()))


def test_two_processes_find_the_same_groups():
    groups = found(1)
    assert len(groups) > 20
    assert found(2) == groups


def test_both_do_a_part_and_nobody_is_left():
    before = children()
    read = rows()
    with SecondProcess(lambda work: (os.getpid(), work)) as second:
        answers = list(second.share(read, lambda work: (os.getpid(), work), lambda: None))
    assert sorted(work.track_id for _, work in answers) == list(range(len(read)))
    assert len({pid for pid, _ in answers}) == 2
    assert children() == before


def test_a_second_process_that_is_killed_costs_nothing():
    def answer(work: int) -> int:
        if work == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return work

    with SecondProcess(answer) as second:
        assert sorted(second.share(range(50), lambda work: work, lambda: None)) == list(range(50))


def test_what_the_second_fails_at_fails_here_too():
    def fail(work: int) -> int:
        raise ValueError(work)

    with SecondProcess(fail) as second, pytest.raises(ValueError, match="3"):
        list(second.share([3], fail, lambda: None))


def test_without_a_second_process_the_first_does_all(monkeypatch):
    def none_left() -> int:
        raise OSError("no process left")

    groups = found(1)
    monkeypatch.setattr(os, "fork", none_left)
    assert found(2) == groups


def test_one_that_is_stuck_is_ended_and_its_work_done_here(monkeypatch):
    monkeypatch.setattr(second_process, "LONGEST_WAIT", 0.3)
    before = children()
    with SecondProcess(lambda work: time.sleep(60)) as second:
        assert list(second.share([1, 2], lambda work: work, lambda: None)) == [1, 2]
        assert children() == before


def test_it_holds_no_connection_open():
    mine, theirs = socket.socketpair()
    with SecondProcess(lambda work: os.listdir("/proc/self/fd")) as second:
        (open_,) = second.share([1], lambda work: None, lambda: None)
    # Beside the three that every process has: its line, and the folder that it lists.
    assert len(set(open_) - {"0", "1", "2"}) == 2
    mine.close()
    theirs.close()


def test_a_cancelled_run_leaves_no_process():
    before = children()

    def cancel(step: str, done: int, total: int) -> None:
        if done > 100:
            raise InterruptedError

    read = rows()
    with pytest.raises(InterruptedError):
        detection.prepare(read, progress=cancel, total=len(read), processes=2)
    assert children() == before
    library = detection.prepare(read)
    candidates = detection.find_candidates(library)
    several = detection.score_blocks(library, candidates, range(candidates.blocks), processes=2)
    next(several)
    assert children() > before
    several.close()
    assert children() == before


def test_a_second_process_ends_with_its_parent():
    code = """
import os, time
from analyses.duplicates.detection.second_process import SecondProcess
with SecondProcess(lambda work: work) as second:
    print(second.pid, flush=True)
    time.sleep(60)
"""
    with subprocess.Popen(
        [sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdout is not None
        second = int(parent.stdout.readline())
        assert Path(f"/proc/{second}").exists()
        parent.kill()
    deadline = time.monotonic() + 20
    while _runs(second) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not _runs(second)


def _runs(pid: int) -> bool:
    try:
        status = Path(f"/proc/{pid}/stat").read_text(encoding="ascii")
    except OSError:
        return False
    return status.rpartition(")")[2].split()[0] != "Z"


def test_numbers_stay_by_their_type():
    """What a library is packed of are plain numbers, wherever they were read."""
    read = rows()
    library = detection.prepare(read, total=len(read), processes=2)
    one = detection.prepare(read)
    assert library.columns.title.dtype == one.columns.title.dtype
    assert {type(part) for ways in library.values.splits for way in ways for part in way} == {int}
    again = detection.unpack(_joined(detection.pack(detection.Prepared(
        library=library, atoms=detection.atoms_of(library, detection.silent)
    ))))  # fmt: skip
    assert np.array_equal(again.library.columns.splits, library.columns.splits)


def _joined(parts) -> dict[str, bytes]:
    values: dict[str, bytes] = {}
    for part in parts:
        values[part.name] = values.get(part.name, b"") + part.data
    return values
