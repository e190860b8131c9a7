"""Tracks as texts, in the forms that peers are tried with."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace

from bench.libraries import Data, Pairs
from bench.peers.ours import cleaned

FORMS = ("folded", "cleaned", "cleaned, version")
"""folded: letters and digits alone, without case and marks; cleaned: as the detector reads them; with the
version it found ("live", "remix") behind the title, or without."""

NO_WORD = re.compile(r"[\W_]+")
MARKS = re.compile("[\u0300-\u036f]")


def folded(text: object) -> str:
    whole = unicodedata.normalize("NFKD", str(text or "")).casefold()
    return NO_WORD.sub(" ", MARKS.sub("", whole)).strip()


def fields_of(data: Data | Pairs, form: str, names: tuple[str, ...]) -> list[tuple[str, ...]]:
    """Return the named text fields ("title", "artist", "album") of each track in one of the FORMS."""
    if form == "folded":
        return [tuple(folded(getattr(row, name)) for name in names) for row in data.rows]
    columns = cleaned(data)
    if form == "cleaned, version":
        whole = (
            f"{one} {two}".strip() for one, two in zip(columns.title, columns.version, strict=True)
        )
        columns = replace(columns, title=list(whole))
    return list(zip(*(getattr(columns, name) for name in names), strict=True))


def lines_of(data: Data | Pairs, form: str, names: tuple[str, ...]) -> list[str]:
    """Return the named text fields of each track as one line."""
    return [" ".join(filter(None, fields)) for fields in fields_of(data, form, names)]
