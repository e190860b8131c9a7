"""Every setting an operator may give, from the environment or `.env`: a table a subject, checked at
start.

docs/settings.md lists the same tables; a test holds the two together.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, MutableMapping
from pathlib import Path
from typing import Any

from musicdb.options.accounts import ACCOUNTS
from musicdb.options.alerts import ALERTS
from musicdb.options.analyses import ANALYSES
from musicdb.options.imports import IMPORTS
from musicdb.options.jobs import JOBS
from musicdb.options.mail import MAIL
from musicdb.options.option import Option
from musicdb.options.server import SERVER

__all__ = ["OPTIONS", "Option", "load", "load_dotenv", "shown_default", "table"]

OPTIONS = (*SERVER, *IMPORTS, *JOBS, *ACCOUNTS, *ANALYSES, *ALERTS, *MAIL)


def load_dotenv(path: Path, environ: MutableMapping[str, str]) -> None:
    """Add `NAME=value` lines of `path` to `environ`; what the environment has already wins."""
    if not path.is_file():
        return
    for line in path.read_text(encoding="utf-8").splitlines():
        name, separator, value = line.strip().partition("=")
        if separator and not name.startswith("#"):
            environ.setdefault(name.strip(), value.strip().strip("\"'"))


def load(environ: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Return every option's value by name, checked."""
    source = os.environ if environ is None else environ
    return {option.name: option.value(source) for option in OPTIONS}


def shown_default(option: Option) -> str:
    """Return the default as docs/settings.md shows it."""
    value = option.default
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ",".join(f"{item:g}" if isinstance(item, float) else item for item in value) or "–"
    if isinstance(value, float):
        return f"{value:g}"
    return str(value) or "–"


def table() -> str:
    """Return the rows of docs/settings.md."""
    return "\n".join(
        f"| `{option.name}` | {shown_default(option)} | {option.help} |" for option in OPTIONS
    )
