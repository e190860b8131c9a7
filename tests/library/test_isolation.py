"""Files are read in a process of its own: what a hostile one does there costs that file alone."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from library import audio_tags
from library.audio_tags import AudioTags, read_tags
from library.isolation import Unreadable, caller
from tests.audio import bomb, wav

MB = 1024 * 1024


@pytest.fixture(autouse=True)
def _no_child_of_another_test() -> None:
    while caller._idle:
        caller._idle.pop().end()


@pytest.fixture
def read(tmp_path: Path) -> Callable[[bytes], AudioTags]:
    """Return a function that reads the tags of a file with this content."""

    def of(content: bytes) -> AudioTags:
        path = tmp_path / "x"
        path.write_bytes(content)
        return caller.finish(read_tags(path), lambda: None)

    return of


def test_a_tag_that_unpacks_to_gigabytes_is_refused(read: Any) -> None:
    content = bomb(1500)
    assert len(content) < 2 * MB

    with pytest.raises(Unreadable, match="more than 384 MB of memory"):
        read(content)


def test_so_are_millions_of_empty_blocks(read: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(audio_tags, "SECONDS", 1)
    # Other tests may have the machine to themselves for a while.
    monkeypatch.setattr(caller, "PATIENCE", 60)
    with pytest.raises(Unreadable, match=r"more than 1 seconds of computing"):
        read(b"fLaC" + bytes([1, 0, 0, 0]) * 2_000_000)


def test_the_next_file_is_read_as_ever(read: Any) -> None:
    with pytest.raises(Unreadable):
        read(bomb(600))

    assert read(wav(1.5, title="Blue")).texts == {"title": "Blue"}


def test_one_child_reads_many_files(read: Any) -> None:
    read(wav())
    [child] = caller._idle
    read(wav(2))

    assert caller._idle == [child]


def test_one_that_was_killed_meanwhile_is_replaced(read: Any) -> None:
    read(wav())
    [child] = caller._idle
    child.process.kill()
    child.process.wait()

    assert read(wav()).duration == 1.0
    assert caller._idle != [child]


def test_one_gives_its_place_to_another_after_many_files(read: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(caller, "FILES_A_CHILD", 1)
    read(wav())

    assert caller._idle == []


def test_a_child_knows_nothing_of_the_worker(read: Any) -> None:
    read(wav())
    [child] = caller._idle
    folder = Path(f"/proc/{child.process.pid}")
    opened = {os.readlink(path) for path in (folder / "fd").iterdir()} - {"/dev/null"}

    assert (folder / "environ").read_bytes() == b""
    assert (folder / "oom_score_adj").read_text() == "1000\n"
    assert len(opened) == 1


def test_the_end_of_a_worker_is_its_childs(read: Any) -> None:
    read(wav())
    [child] = caller._idle
    os.kill(child.process.pid, signal.SIGTERM)
    with pytest.raises(Exception, match="timed out"):
        child.process.wait(0.2)
    child.line.close()
    caller._idle.clear()

    assert child.process.wait(5) == 0


def test_a_tick_comes_in_time_and_stops_it(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "x")

    def stop() -> None:
        raise InterruptedError

    began = time.monotonic()
    with pytest.raises(InterruptedError):
        caller.finish(read_tags(tmp_path / "x"), stop)

    assert time.monotonic() - began < 2


def test_who_waits_for_ever_is_not_waited_for(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr(caller, "PATIENCE", 0.1)
    os.mkfifo(tmp_path / "x")

    with pytest.raises(Unreadable, match=r"longer than 0\.5 seconds"):
        caller.finish(read_tags(tmp_path / "x"), lambda: None)


def test_a_file_that_is_not_there_is_said_as_ever(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        caller.finish(read_tags(tmp_path / "x"), lambda: None)


def test_a_child_that_does_not_start_is_not_the_files_fault(
    read: Any, monkeypatch: Any, tmp_path: Path
) -> None:
    monkeypatch.setattr(caller, "ROOT", tmp_path)

    with pytest.raises(OSError, match="does not start"):
        read(wav())
