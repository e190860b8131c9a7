"""From scored pairs to groups, for peers that leave that to others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from bench.libraries import Data, Pairs
from bench.peers.ours import cleaned
from bench.peers.peer import Cut
from bench.quality import Labels

# Seconds: lengths further apart are two tracks, as by the detector's default.
APART = 8


@dataclass(frozen=True, kw_only=True)
class ScoredPairs:
    """Pairs of tracks, by their positions, with their similarity."""

    left: np.ndarray
    right: np.ndarray
    score: np.ndarray


def components(
    pairs: ScoredPairs, duration: np.ndarray | None, tracks: int, cuts: Sequence[Cut]
) -> list[Labels]:
    """Return for each cut the groups that its pairs join. `duration`: seconds, NaN where unknown; None
    where no cut asks for lengths."""
    labels = []
    for threshold, apart in cuts:
        near = pairs.score >= threshold
        if apart and duration is not None:
            near &= ~(np.abs(duration[pairs.left] - duration[pairs.right]) > apart)
        places = (pairs.left[near], pairs.right[near])
        matrix = coo_array((np.ones(int(near.sum()), np.int8), places), shape=(tracks, tracks))
        labels.append(connected_components(matrix, directed=False)[1])
    return labels


def lengths_for(cuts: Sequence[Cut], data: Data | Pairs) -> np.ndarray | None:
    """Return the tracks' lengths in seconds where a cut asks for them."""
    return cleaned(data).duration if any(cut.apart for cut in cuts) else None


def crossed(thresholds: Sequence[float]) -> list[Cut]:
    """Return each threshold as a cut with and without a look at lengths."""
    return [Cut(threshold, apart) for threshold in thresholds for apart in (0, APART)]
