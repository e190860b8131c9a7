"""Comparing rows of codes, each different row once."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from analyses.duplicates.detection.mixing import mixed


def each_different(
    columns: list[np.ndarray], compare: Callable[[tuple[int, ...]], int]
) -> np.ndarray:
    """Return the comparison of each row, made once for each different row; rows of zeros are 0."""
    result = np.zeros(len(columns[0]), np.int32)
    some = np.zeros(len(result), bool)
    for column in columns:
        some |= column != 0
    there = np.flatnonzero(some)
    if len(there):
        rows = [column[there] for column in columns]
        first, places = different(rows)
        found = [compare(row) for row in zip(*(row[first].tolist() for row in rows), strict=True)]
        result[there] = np.array(found, np.int32)[places]
    return result


def different(columns: list[np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """Return one place of each different row, and for each row which of these is equal to it."""
    key = np.zeros(len(columns[0]), np.uint64)
    for column in columns:
        key = mixed(key, column)
    _, first, places = np.unique(key, return_index=True, return_inverse=True)
    return first, places
