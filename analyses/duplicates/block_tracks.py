"""How many tracks have been compared once a block of candidate pairs is done."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

    from analyses.duplicates.detection import Candidates


def tracks_after(candidates: Candidates, among: np.ndarray | None = None) -> list[int]:
    """Return, for each block, how many tracks it and the ones before it compare with all others.

    among: a mask over the tracks that count, by default all. Blocks are alike in their work, not in
    their tracks; tracks that equal one of a block are compared with it."""
    import numpy as np

    nodes = candidates.library.nodes if among is None else candidates.library.nodes[among]
    standing_for = np.bincount(nodes, minlength=len(candidates.library))
    after = np.cumsum(standing_for[candidates.nodes[candidates.rows]])
    return [int(count) for count in after[candidates.bounds[1:] - 1]]
