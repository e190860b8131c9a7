"""Every setting an operator may give, from the environment or `.env`: one table, checked at start.

docs/settings.md lists the same table; a test holds the two together.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, MutableMapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured

TRUE = {"1", "true", "yes", "on"}
FALSE = {"0", "false", "no", "off"}


def boolean(text: str) -> bool:
    word = text.strip().lower()
    if word in TRUE:
        return True
    if word in FALSE:
        return False
    raise ValueError("yes or no is expected")


def words(text: str) -> list[str]:
    """A list separated by commas."""
    return [word.strip() for word in text.split(",") if word.strip()]


def hours(text: str) -> list[float]:
    """Three ascending numbers of hours, separated by commas."""
    values = [float(word) for word in words(text)]
    if len(values) != 3 or not 0 < values[0] < values[1] < values[2]:
        raise ValueError("three ascending numbers of hours are expected, as in 1,24,168")
    return values


def formats(text: str) -> list[str]:
    values = words(text)
    if not values or set(values) - {"json", "csv"}:
        raise ValueError("json, csv or both are expected")
    return values


def environment(text: str) -> str:
    if text not in {"development", "test", "production"}:
        raise ValueError("development, test or production is expected")
    return text


@dataclass(frozen=True, kw_only=True)
class Option:
    """One setting: how its text is read, its default, the range it must lie in, what it does."""

    name: str
    read: Callable[[str], Any]
    default: Any
    help: str
    minimum: float | None = None
    maximum: float | None = None

    def value(self, environ: Mapping[str, str]) -> Any:
        """Return the value given in `environ`, else the default.

        Raises ImproperlyConfigured with the option's name where the text makes no sense."""
        text = environ.get(self.name)
        if text is None or (text == "" and self.read is not str):
            return self.default
        try:
            value = self.read(text)
        except ValueError as error:
            raise ImproperlyConfigured(f"{self.name}={text!r}: {error}") from None
        if self.minimum is not None and value < self.minimum:
            raise ImproperlyConfigured(f"{self.name}={text}: below {self.minimum:g}")
        if self.maximum is not None and value > self.maximum:
            raise ImproperlyConfigured(f"{self.name}={text}: above {self.maximum:g}")
        return value


OPTIONS = (
    Option(
        name="MUSICDB_ENV",
        read=environment,
        default="development",
        help="development, test or production: sets the defaults of the rest.",
    ),
    Option(
        name="MUSICDB_DATA_DIR",
        read=str,
        default="",
        help="Folder of the databases, uploads, logs and keys; empty: `.data` beside `run`.",
    ),
    Option(
        name="MUSICDB_HOST", read=str, default="127.0.0.1", help="Address the web server binds to."
    ),
    Option(
        name="MUSICDB_PORT",
        read=int,
        default=8000,
        minimum=1,
        maximum=65535,
        help="Port of the web server.",
    ),
    Option(
        name="MUSICDB_DEMO_PASSWORD",
        read=str,
        default="",
        help="Password of the user demo; empty: made once and printed.",
    ),
    Option(
        name="DATABASE_URL",
        read=str,
        default="",
        help="PostgreSQL as a libpq URI; empty: `./run` starts its own.",
    ),
    Option(
        name="REDIS_URL",
        read=str,
        default="",
        help="Redis or Valkey, `redis://` or `unix://`; empty: `./run` starts its own.",
    ),
    Option(
        name="SECRET_KEY",
        read=str,
        default="",
        help="Signs sessions and tokens; empty: `./run` makes one and keeps it in the data folder.",
    ),
    Option(
        name="ALLOWED_HOSTS",
        read=words,
        default=["localhost", "127.0.0.1", "[::1]"],
        help="Host names the server answers to, separated by commas.",
    ),
    Option(
        name="CSRF_TRUSTED_ORIGINS",
        read=words,
        default=[],
        help="Origins behind a TLS proxy, as in https://music.example.org.",
    ),
    Option(
        name="TRUSTED_PROXIES",
        read=words,
        default=[],
        help="Addresses of proxies whose X-Forwarded-For is believed.",
    ),
    Option(
        name="MUSICDB_SECURE_COOKIES",
        read=boolean,
        default=False,
        help="Cookies over TLS only: yes where TLS stands in front.",
    ),
    Option(
        name="MUSICDB_MAX_UPLOAD_MB",
        read=int,
        default=2048,
        minimum=1,
        help="Largest upload of an import, in MB.",
    ),
    Option(
        name="MUSICDB_IMPORT_ROOTS",
        read=words,
        default=[],
        help="Folders a user may import files from by path, separated by commas.",
    ),
    Option(
        name="ANALYSIS_SLOTS",
        read=int,
        default=1,
        minimum=1,
        maximum=64,
        help="How many analyses run at once, over all workers.",
    ),
    Option(
        name="QUEUE_AGING_MINUTES",
        read=int,
        default=0,
        minimum=0,
        maximum=100_000,
        help="Minutes after which a waiting low job is raised to medium; 0 lets it wait without bound.",
    ),
    Option(
        name="ANALYSIS_PROCESSES",
        read=int,
        default=2,
        minimum=1,
        maximum=2,
        help="Processes that compare a large library and explain its groups; 1 leaves the other cores alone.",
    ),
    Option(
        name="ACCESS_TOKEN_MINUTES",
        read=int,
        default=15,
        minimum=1,
        help="Life of an access token, in minutes.",
    ),
    Option(
        name="REFRESH_TOKEN_DAYS",
        read=int,
        default=30,
        minimum=1,
        help="Life of a refresh token and its session, in days.",
    ),
    Option(
        name="LOGIN_FAILURES_PER_NAME",
        read=int,
        default=10,
        minimum=1,
        help="Failed logins a minute and user name before 429.",
    ),
    Option(
        name="LOGIN_FAILURES_PER_ADDRESS",
        read=int,
        default=60,
        minimum=1,
        help="Failed logins a minute and address before 429.",
    ),
    Option(
        name="REGISTRATIONS_PER_ADDRESS",
        read=int,
        default=60,
        minimum=1,
        help="Registrations a minute and address before 429.",
    ),
    Option(
        name="ANALYSIS_STARTS_PER_MINUTE",
        read=int,
        default=10,
        minimum=1,
        help="Starts of duplicate analyses a minute and user.",
    ),
    Option(
        name="SONG_STARTS_PER_MINUTE",
        read=int,
        default=120,
        minimum=1,
        help="Starts of song and playlist analyses a minute and user.",
    ),
    Option(
        name="BACKGROUND_ON_LOGIN",
        read=boolean,
        default=True,
        help="Whether a login starts the analysis of new songs, for users who want it.",
    ),
    Option(
        name="BACKGROUND_SONGS_PER_MINUTE",
        read=int,
        default=0,
        minimum=0,
        help="Songs a minute that a background analysis does at most; 0 sets no limit.",
    ),
    Option(
        name="BACKGROUND_BATCH_SIZE",
        read=int,
        default=50,
        minimum=1,
        maximum=1000,
        help="Songs that a background analysis takes at once, those of a playlist together.",
    ),
    Option(
        name="BACKGROUND_SONGS_A_TURN",
        read=int,
        default=200,
        minimum=1,
        help="Songs after which a background analysis lets another user's go first.",
    ),
    Option(
        name="EXPORTS_PER_HOUR",
        read=int,
        default=10,
        minimum=1,
        help="Exports an hour and user.",
    ),
    Option(
        name="MAX_RESULTS_PER_USER",
        read=int,
        default=5,
        minimum=0,
        help="Duplicate analyses kept a user; 0 keeps all.",
    ),
    Option(
        name="CLEANUP_DAYS",
        read=int,
        default=30,
        minimum=0,
        help="Days a duplicate analysis is kept; 0 keeps it for ever.",
    ),
    Option(
        name="AUTO_CLEANUP_ENABLED",
        read=boolean,
        default=True,
        help="Whether old analyses are removed by themselves.",
    ),
    Option(
        name="PROGRESS_UPDATE_INTERVAL_SECONDS",
        read=float,
        default=2.0,
        minimum=0.5,
        maximum=60,
        help="How often a client without a socket is told to ask.",
    ),
    Option(
        name="ENABLE_REAL_TIME_PROGRESS",
        read=boolean,
        default=True,
        help="Whether progress goes out over WebSockets; off: pages poll.",
    ),
    Option(
        name="ANALYSIS_TIMEOUT_SECONDS",
        read=float,
        default=300.0,
        minimum=1,
        help="Running time after which a duplicate analysis is stopped; it grows with the library.",
    ),
    Option(
        name="EXPORT_FORMATS",
        read=formats,
        default=["json", "csv"],
        help="Formats of the export.",
    ),
    Option(
        name="STALE_AFTER_HOURS",
        read=hours,
        default=[1.0, 24.0, 168.0],
        help="Ages in hours from which an analysis is moderate, stale, very stale.",
    ),
    Option(
        name="METRICS_TOKEN",
        read=str,
        default="",
        help="What Prometheus sends as `Authorization: Bearer` to read /metrics; empty: staff alone may.",
    ),
    Option(
        name="ALERT_BACKLOG_JOBS",
        read=int,
        default=500,
        minimum=0,
        help="Waiting jobs above which staff are alerted to a backlog; 0: never.",
    ),
    Option(
        name="ALERT_BACKLOG_MINUTES",
        read=float,
        default=60.0,
        minimum=0,
        help="Minutes that a job above the low band waits before staff are alerted; 0: never.",
    ),
    Option(
        name="ALERT_NO_WORKER_SECONDS",
        read=float,
        default=60.0,
        minimum=0,
        help="Seconds that a job waits without a living worker before staff are alerted; 0: never.",
    ),
    Option(
        name="ALERT_FAILURE_PERCENT",
        read=float,
        default=25.0,
        minimum=0,
        maximum=100,
        help="Share of the last hour's jobs that fail, in percent, above which staff are alerted; 0: never.",
    ),
    Option(
        name="ALERT_FAILURE_MIN_JOBS",
        read=int,
        default=10,
        minimum=1,
        help="Jobs that must have ended within the hour before their failures are an alert.",
    ),
    Option(
        name="EMAIL_HOST",
        read=str,
        default="",
        help="Mail server (SMTP) for notifications by mail; empty: no mail is sent.",
    ),
    Option(
        name="EMAIL_PORT",
        read=int,
        default=587,
        minimum=1,
        maximum=65535,
        help="Its port; on 465 TLS begins at once.",
    ),
    Option(
        name="EMAIL_STARTTLS",
        read=boolean,
        default=True,
        help="Whether mail goes over TLS on other ports, too; no: only on this very machine.",
    ),
    Option(name="EMAIL_HOST_USER", read=str, default="", help="User name at the mail server."),
    Option(name="EMAIL_HOST_PASSWORD", read=str, default="", help="Password at the mail server."),
    Option(
        name="DEFAULT_FROM_EMAIL",
        read=str,
        default="musicdb@localhost",
        help="Sender of the mails.",
    ),
)


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
