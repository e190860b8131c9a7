"""What a setting is, and how its text is read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
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
