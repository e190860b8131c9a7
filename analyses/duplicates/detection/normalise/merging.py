"""What two processes read, put together: the same values get the same numbers."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import fields
from typing import TypeVar

import numpy as np

from analyses.duplicates.detection.normalise.library import Codes, Columns, SplitCodes
from analyses.duplicates.detection.normalise.reading import Read, Reading

Value = TypeVar("Value", bound=Hashable)

# By column, the values that its numbers are of; the other columns hold plain numbers.
VALUES_OF = {
    "title": "texts", "artists": "texts", "main": "texts", "album": "texts", "versioned": "texts",
    "names": "guests", "leaders": "guests", "guests": "guests", "album_kinds": "kinds", "version": "signatures",
    "numbers": "numbers", "splits": "splits",
}  # fmt: skip


def merge(reading: Reading, read: Read) -> None:
    """Put what was read elsewhere behind what `reading` has."""
    of = {
        name: _numbers(getattr(reading, name), getattr(read.values, name))
        for name in ("texts", "signatures", "numbers", "guests", "kinds")
    }
    texts, signatures, numbers = (of[name] for name in ("texts", "signatures", "numbers"))

    def renamed(ways: tuple[SplitCodes, ...]) -> tuple[SplitCodes, ...]:
        return tuple(
            (texts[head], texts[tail], numbers[number], signatures[version], role)
            for head, tail, number, version, role in ways
        )

    of["splits"] = _numbers(reading.splits, [renamed(ways) for ways in read.values.splits])
    columns = {}
    for field in fields(Columns):
        column = getattr(read.columns, field.name)
        if field.name in VALUES_OF:
            column = np.array(of[VALUES_OF[field.name]], np.int32)[column]
        columns[field.name] = column
    reading.extend(read.ids, Columns(**columns))


def _numbers(codes: Codes[Value], values: list[Value]) -> list[int]:
    """Return for each value by its old number its new one."""
    return [codes[value] for value in values]
