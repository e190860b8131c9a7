from __future__ import annotations

import os
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from musicdb import options

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "settings.md"


def test_an_empty_environment_gives_the_defaults() -> None:
    assert options.load({})["MUSICDB_PORT"] == 8000


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("MUSICDB_PORT", "eight"),
        ("MUSICDB_PORT", "70000"),
        ("MUSICDB_ENV", "staging"),
        ("ANALYSIS_SLOTS", "0"),
        ("AUTO_CLEANUP_ENABLED", "perhaps"),
        ("EXPORT_FORMATS", "json,xlsx"),
        ("STALE_AFTER_HOURS", "24,1,168"),
        ("MAX_RESULTS_PER_USER", "-1"),
    ],
)
def test_nonsense_is_refused_with_the_settings_name(name: str, text: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=name):
        options.load({name: text})


def test_lists_are_read_from_commas() -> None:
    assert options.load({"ALLOWED_HOSTS": "a.example, b.example"})["ALLOWED_HOSTS"] == [
        "a.example",
        "b.example",
    ]


def test_dotenv_lines_do_not_override_the_environment(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("# comment\nMUSICDB_PORT=9000\nSECRET_KEY='abc'\n")
    environ = {"MUSICDB_PORT": "8001"}

    options.load_dotenv(tmp_path / ".env", environ)

    assert environ == {"MUSICDB_PORT": "8001", "SECRET_KEY": "abc"}


@pytest.mark.parametrize("option", options.OPTIONS, ids=lambda option: option.name)
def test_each_option_is_documented_with_its_default(option: options.Option) -> None:
    rows = [line for line in DOCUMENT.read_text().splitlines() if f"`{option.name}`" in line]

    assert len(rows) == 1, f"{option.name} stands in docs/settings.md {len(rows)} times"
    assert f"| {options.shown_default(option)} |" in rows[0]


def test_every_documented_setting_exists() -> None:
    names = {option.name for option in options.OPTIONS}
    documented = {
        line.split("`")[1] for line in DOCUMENT.read_text().splitlines() if line.startswith("| `")
    }

    assert documented == names


def test_the_running_process_has_each_option_as_a_setting(settings) -> None:  # type: ignore[no-untyped-def]
    assert all(hasattr(settings, option.name) for option in options.OPTIONS), os.environ
