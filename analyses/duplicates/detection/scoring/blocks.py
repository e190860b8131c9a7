"""The blocks of a library scored, by two processes where there are many."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from analyses.duplicates.detection.normalise.library import Library
from analyses.duplicates.detection.progress import Progress, silent
from analyses.duplicates.detection.scoring.pairs import PairScores, score
from analyses.duplicates.detection.second_process import SecondProcess

if TYPE_CHECKING:
    from analyses.duplicates.detection.block.candidates import Candidates

# Fewer blocks are scored before a second process has begun.
WORTH_SHARING = 12


class Scored(NamedTuple):
    """The pairs of a block, by its number."""

    block: int
    pairs: PairScores


def score_blocks(
    library: Library,
    candidates: Candidates,
    blocks: Sequence[int],
    progress: Progress = silent,
    processes: int = 1,
) -> Generator[Scored]:
    """Yield the scores of these blocks, as they are made; in any order where `processes` is 2. Close
    it if you do not go to its end."""

    def scored(block: int) -> Scored:
        return Scored(block, score(library, *candidates.block(block)))

    if processes < 2 or len(blocks) < WORTH_SHARING:
        yield from map(scored, blocks)
        return
    done = 0

    def wait() -> None:
        progress("score", done, len(blocks))

    with SecondProcess(scored) as second:
        for answer in second.share(blocks, scored, wait):
            done += 1
            yield answer
