from __future__ import annotations

import re

import pytest

from tests.paths import ROOT


def _direct(name: str) -> set[str]:
    lines = (ROOT / name).read_text().splitlines()
    return {re.split(r"[\[<>=]", line)[0] for line in lines if line and line[0].isalpha()}


DIRECT = _direct("requirements.in") | _direct("requirements-dev.in")


@pytest.mark.parametrize("name", ["requirements", "requirements-dev"])
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


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_no_registry_is_named(name: str) -> None:
    assert "://" not in (ROOT / name).read_text()
