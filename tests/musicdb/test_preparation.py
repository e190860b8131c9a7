"""Secrets are made once and kept to their owner; a step runs again only where something changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from musicdb import preparation


def test_a_secret_is_made_once_and_readable_by_its_owner_alone(tmp_path: Path) -> None:
    file = tmp_path / "secret_key"

    first = preparation.kept_secret(file, preparation.new_key)

    assert preparation.kept_secret(file, preparation.new_key) == first
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_secret_that_was_cut_off_by_a_crash_is_made_anew(tmp_path: Path) -> None:
    file = tmp_path / "secret_key"
    file.write_text("")
    (tmp_path / "secret_key.new").write_text("half")

    assert len(preparation.kept_secret(file, preparation.new_key)) >= 50


def test_two_passwords_differ() -> None:
    assert preparation.new_password() != preparation.new_password()


def test_a_step_runs_once_for_one_state(tmp_path: Path) -> None:
    stamp, done = tmp_path / "stamps" / "assets", []

    for wanted in ("a", "a", "b"):
        preparation.once(stamp, wanted, lambda wanted=wanted: done.append(wanted))  # type: ignore[misc]

    assert done == ["a", "b"]


def test_a_step_that_failed_runs_again(tmp_path: Path) -> None:
    stamp, done = tmp_path / "assets", []
    stamp.write_text("old")

    def fail() -> None:
        raise RuntimeError

    try:
        preparation.once(stamp, "new", fail)
    except RuntimeError:
        preparation.once(stamp, "old", lambda: done.append("again"))

    assert done == ["again"]


def test_all_apps_migrations_count() -> None:
    apps = {file.parent.parent.name for file in preparation._ours("migrations/*.py")}

    assert {"accounts", "jobqueue", "library", "duplicates"} <= apps


def test_a_changed_file_changes_the_fingerprint() -> None:
    file = preparation.ROOT / "manage.py"

    assert preparation.fingerprint([file]) != preparation.fingerprint([file], "more")
    assert preparation.fingerprint([file]) == preparation.fingerprint([file])


def test_what_lies_in_hidden_folders_does_not_count(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(preparation, "ROOT", tmp_path)
    for name in ("static/a.css", "library/static/b.css", "queue/jobqueue/static/c.css"):
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).write_text("")
    collected = tmp_path / ".data" / "static" / "d.css"
    collected.parent.mkdir(parents=True)
    collected.write_text("")

    names = {path.name for path in preparation._ours("static/**/*")}

    assert names == {"a.css", "b.css", "c.css"}
