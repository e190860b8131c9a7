"""`./run test`: an environment of its own, every check run, the worst code returned."""

from __future__ import annotations

import os
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from musicdb import checks, embedded
from musicdb.processes import Processes


@pytest.fixture
def children(tmp_path: Path) -> Processes:
    return Processes(tmp_path / "processes.json")


@pytest.fixture
def servers(tmp_path: Path) -> embedded.Servers:
    return embedded.servers(tmp_path, durable=False)


def test_every_check_runs_and_those_that_fail_are_named(
    children: Processes, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = (
        ("first", ("-c", "raise SystemExit(3)")),
        ("second", ("-c", "")),
        ("third", ("-c", "raise SystemExit(1)")),
    )
    monkeypatch.setattr(checks, "CHECKS", given)

    assert checks.run_checks(children, dict(os.environ)) == ["first", "third"]


def test_no_option_of_the_machine_reaches_the_tests(
    servers: embedded.Servers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ANALYSIS_SLOTS", "7")
    monkeypatch.setenv("DATABASE_URL", "postgresql://production/musicdb")

    environment = checks.own_environment(servers, tmp_path)

    assert "ANALYSIS_SLOTS" not in environment
    assert environment["DATABASE_URL"] == servers.postgres.url()
    assert environment["MUSICDB_ENV"] == "test"


def test_each_check_that_the_project_names_is_there() -> None:
    names = {name for name, _ in checks.CHECKS}

    assert names == {"ruff check", "ruff format", "mypy", "layers", "migrations"}


@pytest.mark.parametrize(
    ("ci", "uid", "installed"), [("", 0, None), ("true", 1000, None), ("true", 0, "/usr/bin/c")]
)
def test_the_browser_is_installed_nowhere_but_on_a_bare_build_machine(
    monkeypatch: pytest.MonkeyPatch, ci: str, uid: int, installed: str | None
) -> None:
    asked: list[Any] = []
    found = {"apt-get": "/usr/bin/apt-get", "chromium": installed}
    monkeypatch.setenv("CI", ci)
    monkeypatch.setattr(checks.os, "geteuid", lambda: uid)
    monkeypatch.setattr(checks.shutil, "which", found.get)
    monkeypatch.setattr(checks.subprocess, "run", lambda *a, **k: asked.append(a))

    checks.install_browser()

    assert asked == []


def test_a_bare_build_machine_gets_the_browser(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[list[str]] = []

    def run(step: list[str], **facts: Any) -> SimpleNamespace:
        asked.append(step)
        return SimpleNamespace(returncode=0, stderr="")

    monkeypatch.setenv("CI", "true")
    monkeypatch.setattr(checks.os, "geteuid", lambda: 0)
    monkeypatch.setattr(checks.shutil, "which", {"apt-get": "/usr/bin/apt-get"}.get)
    monkeypatch.setattr(checks.subprocess, "run", run)

    checks.install_browser()

    assert [step[:2] for step in asked] == [["apt-get", "update"], ["apt-get", "install"]]
    assert asked[1][-1] == "chromium"
