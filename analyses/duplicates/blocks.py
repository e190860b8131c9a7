"""Finished blocks of scored pairs: kept as they come, read back by the run that goes on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from analyses.duplicates import retention
from analyses.duplicates.models import DuplicateAnalysis, ScoreBlock

if TYPE_CHECKING:
    import numpy as np

    from analyses.duplicates.detection import PairScores
    from analyses.duplicates.hold import Hold


def keep(analysis: DuplicateAnalysis, number: int, pairs: PairScores, ids: np.ndarray) -> None:
    """Write a finished block; `ids` are the tracks that the pairs' positions mean."""
    ScoreBlock.objects.create(
        analysis=analysis,
        number=number,
        pairs=len(pairs.left),
        left=ids[pairs.left].astype("<i8").tobytes(),
        right=ids[pairs.right].astype("<i8").tobytes(),
        confidence=pairs.confidence.astype("<f4").tobytes(),
        kind=pairs.kind.astype("i1").tobytes(),
    )


def numbers_of(analysis: DuplicateAnalysis) -> set[int]:
    """Return which blocks are finished."""
    return set(analysis.score_blocks.values_list("number", flat=True))


def read(analysis: DuplicateAnalysis, number: int, ids: np.ndarray) -> PairScores:
    """Return a finished block. `ids` are the sorted ids of the tracks compared now; pairs with
    another track are left out."""
    return _pairs(analysis.score_blocks.get(number=number), ids)


def read_all(analysis: DuplicateAnalysis, ids: np.ndarray) -> list[PairScores]:
    """Return all finished blocks, in order."""
    return [read(analysis, number, ids) for number in sorted(numbers_of(analysis))]


def _pairs(block: ScoreBlock, ids: np.ndarray) -> PairScores:
    import numpy as np

    from analyses.duplicates.detection import PairScores

    left, right = (np.frombuffer(side, dtype="<i8") for side in (block.left, block.right))
    known = np.isin(left, ids, assume_unique=False) & np.isin(right, ids)
    return PairScores(
        left=np.searchsorted(ids, left[known]),
        right=np.searchsorted(ids, right[known]),
        confidence=np.frombuffer(block.confidence, dtype="<f4")[known],
        kind=np.frombuffer(block.kind, dtype="i1")[known],
    )


def remove(analysis: DuplicateAnalysis, hold: Hold) -> None:
    """Delete all blocks: they are of another library."""
    retention.remove_blocks(analysis.pk, writing=hold.writing, between=hold.tick)
