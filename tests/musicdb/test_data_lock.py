"""A data folder has one supervisor at a time."""

from __future__ import annotations

import os
import threading
import time
from pathlib import Path

import pytest

from musicdb.data_lock import MANAGE, SERVE, held
from musicdb.processes import Failure


def test_the_first_holds_it_and_the_second_is_told_who(tmp_path: Path) -> None:
    with held(tmp_path, SERVE, "http://127.0.0.1:8000") as first, held(tmp_path, SERVE) as second:
        assert first is None
        assert second is not None
        assert second.pid == os.getpid()
        assert "at http://127.0.0.1:8000" in str(second.refusal(tmp_path))


def test_it_is_free_again_afterwards(tmp_path: Path) -> None:
    with held(tmp_path, SERVE):
        pass
    with held(tmp_path, SERVE) as holder:
        assert holder is None


def test_a_command_goes_beside_a_running_site(tmp_path: Path) -> None:
    with held(tmp_path, SERVE), held(tmp_path, MANAGE) as holder:
        assert holder is not None
        assert holder.command == SERVE


def test_a_site_does_not_start_beside_a_command(tmp_path: Path) -> None:
    with held(tmp_path, MANAGE), held(tmp_path, SERVE) as holder:
        assert holder is not None
        assert holder.command == MANAGE


def test_a_command_waits_for_the_servers_of_another_to_go(tmp_path: Path) -> None:
    events: list[str] = []

    def second() -> None:
        with held(tmp_path, MANAGE) as holder:
            events.append("second" if holder is None else "refused")

    with held(tmp_path, MANAGE):
        waiting = threading.Thread(target=second)
        waiting.start()
        time.sleep(0.2)
        events.append("first ends")
    waiting.join(5)

    assert events == ["first ends", "second"]


def test_the_name_of_one_that_is_gone_counts_for_nothing(tmp_path: Path) -> None:
    # A holder that has the lock and has not written its name yet.
    with held(tmp_path, MANAGE):
        (tmp_path / "lock").write_text('{"pid": 999999999, "command": "./run", "address": ""}')
        outcome: list[object] = []

        def second() -> None:
            with held(tmp_path, MANAGE) as holder:
                outcome.append(holder)

        waiting = threading.Thread(target=second)
        waiting.start()
        time.sleep(0.2)
        assert outcome == []
    waiting.join(5)

    assert outcome == [None]


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(Failure, match=r"file/data cannot be made: .*MUSICDB_DATA_DIR"):
        with held(tmp_path / "file" / "data", SERVE):
            pass
