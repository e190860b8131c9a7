"""datasketch: MinHash signatures of character n-grams, paired by locality-sensitive hashing."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from bench.libraries import Data, Pairs
from bench.peers.grouping import ScoredPairs, components, crossed, lengths_for
from bench.peers.peer import Cut, Option, Peer
from bench.peers.texts import FORMS, lines_of
from bench.quality import Labels

FIELDS = {"title, artist": ("title", "artist"), "and album": ("title", "artist", "album")}
# Hash functions of a signature.
PERMUTATIONS = 128


def _find(data: Data | Pairs, option: Option, cuts: Sequence[Cut]) -> list[Labels]:
    lines = lines_of(data, str(option["text"]), FIELDS[str(option["of"])])
    pairs = _alike(lines, int(option["letters"]), float(option["buckets"]))
    return components(pairs, lengths_for(cuts, data), len(lines), cuts)


def _alike(lines: Sequence[str], letters: int, buckets: float) -> ScoredPairs:
    """Return the pairs that share a bucket, scored by what their signatures have in common."""
    from datasketch import MinHash, MinHashLSH

    pieces = (
        [line[place : place + letters].encode() for place in range(max(1, len(line) - letters + 1))]
        for line in lines
    )
    # A pair that is missed is lost; one too many is scored like any other.
    index = MinHashLSH(threshold=buckets, num_perm=PERMUTATIONS, weights=(0.2, 0.8))
    hashes = np.empty((len(lines), PERMUTATIONS), np.uint64)
    left, right = [], []
    for position, signature in enumerate(MinHash.generator(pieces, num_perm=PERMUTATIONS)):
        hashes[position] = signature.hashvalues
        earlier = index.query(signature)
        left += earlier
        right += [position] * len(earlier)
        index.insert(position, signature, check_duplication=False)
    return ScoredPairs(left=np.array(left, int), right=np.array(right, int),
                       score=_shared(hashes, left, right))  # fmt: skip


def _shared(hashes: np.ndarray, left: Sequence[int], right: Sequence[int]) -> np.ndarray:
    """Return the share of equal hashes of each pair, some pairs at a time."""
    shares = [np.empty(0)]
    for start in range(0, len(left), 100_000):
        part = slice(start, start + 100_000)
        shares.append((hashes[left[part]] == hashes[right[part]]).mean(axis=1))
    return np.concatenate(shares)


PEER = Peer(
    name="datasketch",
    find=_find,
    choices={
        "of": tuple(FIELDS),
        "text": FORMS,
        "letters": (3, 2, 4),
        # How alike a pair is that shares a bucket more often than not.
        "buckets": (0.5, 0.35, 0.65),
    },
    cuts=crossed((0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.9)),
    package="datasketch",
)
