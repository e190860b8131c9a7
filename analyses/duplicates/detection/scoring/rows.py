"""Comparing rows of codes, each different row once."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np


def each_different(
    columns: list[np.ndarray], compare: Callable[[tuple[int, ...]], int]
) -> np.ndarray:
    """Return the comparison of each row, made once for each different row; rows of zeros are 0."""
    result = np.zeros(len(columns[0]), np.int32)
    rows = np.stack(columns, axis=1)
    there = np.flatnonzero(rows.any(axis=1))
    if len(there):
        different, places = np.unique(rows[there], axis=0, return_inverse=True)
        found = [compare(tuple(row)) for row in different.tolist()]
        result[there] = np.array(found, np.int32)[places.ravel()]
    return result
