"""Rows whose columns slipped: the title stands where the length should, and a number in its place.

Tables come so from a comma too many, or from columns that were named wrong for a part of the rows. Only
what can be nothing else is put back: a title of digits alone, and words where no words can be."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from analyses.duplicates.detection.normalise.durations import seconds_of
from analyses.duplicates.detection.normalise.placeholders import is_unknown
from analyses.duplicates.detection.normalise.text import folded, repaired
from analyses.duplicates.detection.normalise.years import year_of

WORD = re.compile(r"[^\W\d_]{3}")
# "3 Minuten 20 Sek." is a length in words that nobody taught us.
MEASURE = re.compile(r"\s*(?:\d+\s*[^\W\d_]+\.?\s*)+")
# A catalogue's number: "WoM13041744", "19150613MB-01".
CATALOGUE = re.compile(r"\S*\d{4}\S*")


class Fields(NamedTuple):
    """The columns that may have changed places."""

    title: str
    artist: Any
    album: Any
    year: Any
    number: Any
    length: Any


def in_place(row: Fields) -> Fields | None:
    """Return the fields where they belong; None where nothing shows that they are not."""
    if row.artist and row.artist == row.length and seconds_of(row.length):
        return row._replace(artist=None)
    # Most rows hold no word where a number belongs, and need not be looked at any closer.
    if not (_has_word(row.length) or _has_word(row.number)) or not _is_figure(row.title):
        return None
    if _is_name(row.length):
        if _is_figure(row.artist):
            # All moved by one: the position is where the title was, and so on to the album.
            return Fields(row.length, row.album, row.year, None, row.title, row.artist)
        if year_of(row.title) and seconds_of(row.year) and not year_of(row.year):
            return row._replace(title=row.length, length=row.year, year=row.title)
        return row._replace(title=row.length, length=row.title)
    if _is_name(row.number):
        return row._replace(title=row.number, number=row.title)
    return None


def _is_figure(value: Any) -> bool:
    """Return whether a text is a number or a length, as names hardly ever are."""
    if not isinstance(value, str) or not any(c.isdigit() for c in value):
        return False
    return not any(c.isalpha() for c in value) or seconds_of(value) is not None


def _has_word(value: Any) -> bool:
    return isinstance(value, str) and WORD.search(value) is not None


def _is_name(value: Any) -> bool:
    """Return whether a text names something, in a column of numbers."""
    return (
        _has_word(value)
        and MEASURE.fullmatch(value) is None
        and CATALOGUE.fullmatch(value) is None
        and not is_unknown(folded(repaired(value)))
    )
