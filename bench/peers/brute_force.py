"""Every track against every other with rapidfuzz."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from bench.libraries import Data, Pairs
from bench.peers.grouping import ScoredPairs, components, crossed, lengths_for
from bench.peers.peer import Cut, Option, Peer
from bench.peers.texts import FORMS, lines_of
from bench.quality import Labels

FIELDS = {"title, artist": ("title", "artist"), "and album": ("title", "artist", "album")}
ROWS_AT_ONCE = 500


def _find(data: Data | Pairs, option: Option, cuts: Sequence[Cut]) -> list[Labels]:
    lines = lines_of(data, str(option["text"]), FIELDS[str(option["of"])])
    pairs = _alike(lines, str(option["by"]), min(cut.threshold for cut in cuts))
    return components(pairs, lengths_for(cuts, data), len(lines), cuts)


def _alike(lines: list[str], scorer: str, least: float) -> ScoredPairs:
    from rapidfuzz import fuzz
    from rapidfuzz.process import cdist

    hits = []
    for start in range(0, len(lines), ROWS_AT_ONCE):
        part = lines[start : start + ROWS_AT_ONCE]
        # From its own row on: the other half says the same.
        table = cdist(
            part, lines[start:], scorer=getattr(fuzz, scorer), score_cutoff=least, workers=-1
        )
        row, column = np.nonzero(table)
        hits.append((row + start, column + start, table[row, column]))
    left, right, score = (np.concatenate(parts) for parts in zip(*hits, strict=True))
    other = left < right
    return ScoredPairs(left=left[other], right=right[other], score=score[other])


PEER = Peer(
    name="rapidfuzz",
    find=_find,
    choices={
        "of": tuple(FIELDS),
        "text": FORMS,
        "by": ("token_sort_ratio", "token_set_ratio"),
    },
    cuts=crossed((60, 65, 70, 75, 80, 85, 90, 95)),
    package="rapidfuzz",
    most=10_000,
)
