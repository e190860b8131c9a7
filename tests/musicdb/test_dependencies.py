from __future__ import annotations

import re

import pytest

from tests.paths import ROOT


def _direct(name: str) -> set[str]:
    lines = (ROOT / name).read_text().splitlines()
    return {re.split(r"[\[<>=]", line)[0] for line in lines if line and line[0].isalpha()}


NAMES = ["requirements", "requirements-dev", "requirements-bench"]
DIRECT = {package for name in NAMES for package in _direct(f"{name}.in")}


@pytest.mark.parametrize("name", NAMES)
def test_each_direct_dependency_is_pinned_with_a_hash(name: str) -> None:
    compiled = (ROOT / f"{name}.txt").read_text()

    assert all(
        re.search(rf"^{re.escape(package)}(\[.*\])?==\S+ \\\n    --hash=", compiled, re.MULTILINE)
        for package in _direct(f"{name}.in")
    )


def test_each_direct_dependency_has_its_reason() -> None:
    page = (ROOT / "docs" / "dependencies.md").read_text()
    documented = {line.split("`")[1] for line in page.splitlines() if line.startswith("| `")}

    assert documented == DIRECT


@pytest.mark.parametrize("name", NAMES)
def test_no_registry_is_named(name: str) -> None:
    assert "://" not in (ROOT / f"{name}.txt").read_text()


def test_what_runs_and_what_checks_needs_no_peer() -> None:
    peers = _direct("requirements-bench.in")
    others = "\n" + "\n".join((ROOT / f"{name}.txt").read_text() for name in NAMES[:2])

    assert not [package for package in peers if f"\n{package}==" in others]


def test_what_the_benchmark_shares_has_one_version() -> None:
    bench, dev = (_pins(f"{name}.txt") for name in ("requirements-bench", "requirements-dev"))

    assert {name: bench[name] for name in bench.keys() & dev} == {
        name: dev[name] for name in bench.keys() & dev
    }


def _pins(name: str) -> dict[str, str]:
    return dict(re.findall(r"^([a-z0-9-]+)==(\S+)", (ROOT / name).read_text(), re.MULTILINE))
