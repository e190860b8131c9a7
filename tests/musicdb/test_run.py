"""`./run` before there is an environment: what it installs, when, and what it says without venv."""

from __future__ import annotations

import importlib.machinery
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from tests.paths import ROOT


@pytest.fixture
def run(tmp_path: Path) -> ModuleType:
    """The bootstrap as a module, with its files in a folder of the test's own."""
    loader = importlib.machinery.SourceFileLoader("run_script", str(ROOT / "run"))
    spec = importlib.util.spec_from_loader("run_script", loader)
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    loader.exec_module(module)
    venv = tmp_path / ".venv"
    vars(module).update(ROOT=tmp_path, VENV=venv, PYTHON=venv / "bin" / "python")
    (module.VENV / "bin").mkdir(parents=True)
    (module.VENV / "pyvenv.cfg").write_text("home = /usr/bin\n")
    module.PYTHON.symlink_to(sys.executable)
    for name in ("requirements.txt", "requirements-dev.txt", "requirements-boot.txt"):
        (tmp_path / name).write_text(f"# {name}\n")
    return module


@pytest.fixture
def tools(run: ModuleType, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was asked of the installers, in order; uv does it, unless "no uv" stands first."""
    asked: list[str] = []

    def with_uv(requirements: str) -> str:
        asked.append(f"uv {requirements}")
        return "" if "no uv" in asked else "uv"

    def with_pip(requirements: str) -> str:
        asked.append(f"pip {requirements}")
        return "pip"

    monkeypatch.setattr(run, "install_with_uv", with_uv)
    monkeypatch.setattr(run, "install_with_pip", with_pip)
    return asked


def test_the_requirements_are_installed_once(run: ModuleType, tools: list[str]) -> None:
    run.install("requirements.txt")
    run.install("requirements.txt")

    assert tools == ["uv requirements.txt"]


def test_changed_requirements_are_installed_again(run: ModuleType, tools: list[str]) -> None:
    run.install("requirements.txt")
    (run.ROOT / "requirements.txt").write_text("changed==1\n")
    run.install("requirements.txt")

    assert tools == ["uv requirements.txt"] * 2


def test_after_the_development_set_the_other_is_there_too(
    run: ModuleType, tools: list[str]
) -> None:
    run.install("requirements-dev.txt")
    run.install("requirements.txt")

    assert tools == ["uv requirements-dev.txt"]


def test_pip_installs_where_uv_cannot(run: ModuleType, tools: list[str]) -> None:
    tools.append("no uv")

    run.install("requirements.txt")

    assert tools[1:] == ["uv requirements.txt", "pip requirements.txt"]


def test_a_failed_installation_says_why_and_is_tried_again(
    run: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    failed = subprocess.CompletedProcess([], 1, stdout="no matching hash")
    monkeypatch.setattr(run, "pip", lambda *arguments: failed)

    with pytest.raises(SystemExit, match="no matching hash"):
        run.install("requirements.txt")

    assert not (run.VENV / "installed-requirements.txt").exists()


@pytest.mark.parametrize("missing", ["ensurepip", "venv"])
def test_a_debian_without_venv_is_told_the_package(tmp_path: Path, missing: str) -> None:
    shutil.copy(ROOT / "run", tmp_path)
    script = (
        f"import runpy, sys; sys.modules[{missing!r}] = None; sys.argv = ['run']; "
        f"runpy.run_path({str(tmp_path / 'run')!r}, run_name='__main__')"
    )

    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False
    )

    assert done.returncode == 1
    assert "apt-get install python3-venv" in done.stderr
    assert not (tmp_path / ".venv").exists()


def test_an_unknown_command_is_answered_with_the_usage() -> None:
    done = subprocess.run([ROOT / "run", "serv"], capture_output=True, text=True, check=False)

    assert done.returncode == 1
    assert "does not know 'serv'" in done.stderr
    assert "./run test" in done.stderr


def test_help_needs_no_environment(tmp_path: Path) -> None:
    shutil.copy(ROOT / "run", tmp_path)

    done = subprocess.run([tmp_path / "run", "--help"], capture_output=True, text=True, check=False)

    assert done.returncode == 0
    assert "usage: ./run" in done.stdout
    assert os.listdir(tmp_path) == ["run"]


def test_continuous_integration_runs_exactly_the_tests() -> None:
    assert "exec ./run test\n" in (ROOT / ".ci" / "run").read_text()
