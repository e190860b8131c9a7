"""What the documents name exists: endpoints, commands, files."""

from __future__ import annotations

import re

import pytest
from django.core.management import get_commands
from django.urls import Resolver404, resolve

from tests.paths import ROOT

DOCUMENTS = [ROOT / "README.md", ROOT / "ARCHITECTURE.md", *sorted((ROOT / "docs").rglob("*.md"))]
TEXT = "\n".join(path.read_text() for path in DOCUMENTS)
PLACEHOLDERS = {"analysis_id": "0" * 8 + "-0000-4000-8000-" + "0" * 12, "id": "1"}
PLACEHOLDERS |= dict.fromkeys(("job_id", "import_id"), PLACEHOLDERS["analysis_id"])
PATHS = sorted(set(re.findall(r"(?<![\w/])(/(?:api|health)/[\w/{}-]+)", TEXT)))


@pytest.mark.parametrize("path", PATHS)
def test_each_documented_endpoint_exists(path: str) -> None:
    concrete = path.rstrip("/")
    for name, value in PLACEHOLDERS.items():
        concrete = concrete.replace("{" + name + "}", value)
    try:
        resolve(concrete)
    except Resolver404:
        pytest.fail(f"{path} is documented and answers nothing")


def test_each_documented_command_exists() -> None:
    named = set(re.findall(r"(?:manage\.py|\./run manage) (\w+)", TEXT))

    assert named <= set(get_commands())


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_each_link_to_a_file_leads_somewhere(document) -> None:  # type: ignore[no-untyped-def]
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", document.read_text())

    assert [link for link in links if not (document.parent / link).exists()] == []


def test_the_queue_folder_is_no_package() -> None:
    assert not (ROOT / "queue" / "__init__.py").exists()
