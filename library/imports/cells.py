"""How one cell is read: text to a value, None for no value, Unreadable with the reason."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any
from urllib.parse import unquote, urlsplit

from library.imports.durations import parse_duration
from library.models.tracks import MAX_DURATION, MAX_YEAR, MIN_YEAR

Reader = Callable[[str], Any]

# What people and programs write where they know nothing.
PLACEHOLDERS = frozenset(
    {
        *("null", "[null]", "none", "[none]", "nil", "nan", "undefined", "n/a", "n.a."),
        *("unk", "unk.", "unknown", "[unknown]", "(unknown)", "<unknown>", "<unset>"),
        *("unknown artist", "[unknown artist]", "[no artist]", "unknown album", "[unknown album]"),
        *("-", "--", "–", "?"),
    }
)
# Songs are called "None" and "Unknown": of a title only what nobody sings is taken for nothing.
TITLE_PLACEHOLDERS = frozenset({"null", "unk.", "[unknown]", "<unset>", "[null]"})

LONGEST_CACHED = 200
NUMBER = re.compile(r"(\d{1,15})(?:\.0+)?(?:\s*(?:/|of)\s*\d{0,9})?")
DECIMAL = re.compile(r"\d{1,15}(?:\.\d{1,12})?")
FOUR_DIGITS = re.compile(r"(?<!\d)([12]\d{3})(?!\d)")
TWO_DIGITS = re.compile(r"['’]?(\d\d)")
ISRC = re.compile(r"[A-Z]{2}[A-Z0-9]{3}\d{7}")
TRUE = frozenset({"true", "1", "yes"})


class Unreadable(ValueError):
    """The cell says something, but not what its column is for."""


def cached(read: Reader) -> Reader:
    """Remember what short cells mean: artists, albums, years and lengths come again and again."""
    remembered = lru_cache(maxsize=20_000)(read)

    def reader(cell: str) -> Any:
        return remembered(cell) if len(cell) <= LONGEST_CACHED else read(cell)

    return reader


def is_placeholder(text: str) -> bool:
    return text.casefold() in PLACEHOLDERS


def text(limit: int, placeholders: frozenset[str] = PLACEHOLDERS) -> Reader:
    """Return a reader of text of up to `limit` characters."""

    def read(cell: str) -> str | None:
        value = cell.strip()
        if not value or value.casefold() in placeholders:
            return None
        if len(value) > limit:
            raise Unreadable(f"longer than {limit:,} characters")
        return value

    return read


def number(most: int, least: int = 0, scale: float = 1) -> Reader:
    """Return a reader of whole numbers; `3/12` and `3.0` are 3."""

    def read(cell: str) -> int | None:
        value = cell.strip()
        if not value or is_placeholder(value):
            return None
        found = NUMBER.fullmatch(value)
        if found is None:
            raise Unreadable(f"{shown(value)} is no number")
        amount = round(int(found[1]) * scale)
        if not least <= amount <= most:
            raise Unreadable(f"{shown(value)} is not from {least} to {most}")
        return amount

    return read


def position(most: int) -> Reader:
    """Return a reader of track and disc numbers: 0 means that nobody knows."""
    read_number = number(most)

    def read(cell: str) -> int | None:
        return read_number(cell) or None

    return read


def year(cell: str) -> int | None:
    """Read `2010`, `2003-05-01`, `6/9/2025`, and of two digits the nearest past: `75`, `'89`."""
    value = cell.strip()
    if not value or is_placeholder(value) or not value.strip("0"):
        return None
    if found := FOUR_DIGITS.search(value):
        amount = int(found[1])
    elif found := TWO_DIGITS.fullmatch(value):
        this_year = date.today().year
        amount = this_year // 100 * 100 + int(found[1])
        amount -= 100 if amount > this_year + 1 else 0
    else:
        raise Unreadable(f"{shown(value)} is no year")
    if not MIN_YEAR <= amount <= MAX_YEAR:
        raise Unreadable(f"{shown(value)} is no year")
    return amount


def rating(cell: str) -> int | None:
    """Read 1 to 5; 0 means not rated."""
    return number(5)(cell) or None


def rating_of_100(cell: str) -> int | None:
    """Read iTunes's ratings: 20 a star, half stars rounded up."""
    amount = number(100)(cell)
    return max(1, (amount + 10) // 20) if amount else None


def seconds(cell: str) -> float | None:
    """Read a number of seconds; anything with a unit or a colon goes the general way."""
    return _length(cell, lambda value: float(value) if DECIMAL.fullmatch(value) else None)


def milliseconds(cell: str) -> float | None:
    return _length(cell, lambda value: float(value) / 1000 if DECIMAL.fullmatch(value) else None)


def length(cell: str) -> float | None:
    """Read a length whose unit must be guessed; see durations.py."""
    return _length(cell, lambda value: None)


def _length(cell: str, plain: Callable[[str], float | None]) -> float | None:
    value = cell.strip()
    if not value or is_placeholder(value):
        return None
    amount = plain(value)
    if amount is None:
        amount = parse_duration(value)
    if amount is None:
        raise Unreadable(f"{shown(value)} is no length")
    if amount > MAX_DURATION:
        raise Unreadable(f"{shown(value)} is longer than 30 days")
    # 0 is what programs write for "unknown".
    return round(amount, 3) or None


def moment(cell: str) -> datetime | None:
    """Read an ISO 8601 date or time; without a zone it is UTC."""
    value = cell.strip()
    if not value or is_placeholder(value):
        return None
    try:
        found = datetime.fromisoformat(value)
    except ValueError:
        raise Unreadable(f"{shown(value)} is no date") from None
    found = found.replace(tzinfo=UTC) if found.tzinfo is None else found
    if not 1900 <= found.year <= 2999:
        raise Unreadable(f"{shown(value)} is no date")
    return found.astimezone(UTC)


def isrc(cell: str) -> str | None:
    value = cell.strip().upper().replace("-", "").replace(" ", "")
    if not value or is_placeholder(value):
        return None
    if not ISRC.fullmatch(value):
        raise Unreadable(f"{shown(cell.strip())} is no ISRC")
    return value


def flag(cell: str) -> bool | None:
    return True if cell.strip().casefold() in TRUE else None


def location(cell: str) -> str | None:
    """Read a path; a file address becomes the path it means."""
    value = cell.strip()
    if value.lower().startswith("file:"):
        parts = urlsplit(value)
        value = unquote(parts.path + (f"?{parts.query}" if parts.query else ""))
        # file://localhost/C:/Music
        value = value[1:] if re.match(r"/[A-Za-z]:", value) else value
    return text(4096)(value)


def shown(value: str) -> str:
    """Return what a message shows of a cell."""
    return repr(value if len(value) <= 60 else f"{value[:60]}…")
