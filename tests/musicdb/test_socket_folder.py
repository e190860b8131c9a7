"""Sockets have short paths, in a folder that nobody else can put in our place."""

from __future__ import annotations

from pathlib import Path

from musicdb import socket_folder


def test_a_long_data_folder_has_short_sockets_elsewhere(tmp_path: Path) -> None:
    folder = tmp_path / ("x" * 100)
    folder.mkdir()

    run = socket_folder.find(folder)

    assert len(str(run)) < 40
    assert socket_folder.find(folder) == run
    socket_folder.forget(folder)
    assert not run.exists()


def test_a_short_folder_that_is_open_to_others_is_not_used_again(tmp_path: Path) -> None:
    folder = tmp_path / "has space"
    folder.mkdir()
    run = socket_folder.find(folder)
    run.chmod(0o755)

    again = socket_folder.find(folder)

    assert again != run
    socket_folder.forget(folder)
    run.rmdir()
