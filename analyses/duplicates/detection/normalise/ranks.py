"""Which track of a group is kept when nobody says otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from analyses.duplicates.detection.normalise.library import Columns

NO_YEAR = 9999


def ranks_of(columns: Columns) -> np.ndarray:
    """Return for each track its place in the order of preference, 0 the best: the completest tags,
    lossless before lossy, the higher bitrate, the earliest release, and at last the lowest id."""
    year = np.where(columns.year > 0, columns.year, NO_YEAR)
    # Rows come by rising id, and the last key counts most.
    order = np.lexsort((year, -columns.bitrate, -columns.lossless.astype(np.int8), -columns.filled))
    ranks = np.empty(len(order), np.int32)
    ranks[order] = np.arange(len(order), dtype=np.int32)
    return ranks
