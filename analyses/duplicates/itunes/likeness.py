"""Alike, as the detector sees it: the best entry for each track, in plain numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from typing import TYPE_CHECKING

from analyses.duplicates.itunes.catalogue import Row

if TYPE_CHECKING:
    import numpy as np

    from analyses.duplicates.detection import Library, PairScores, Settings

Tick = Callable[[], None]

# Takes the ids of entries below those of all tracks, in their own order.
BELOW = 2**62


def best_of(
    tracks: Sequence[Row], entries: Sequence[Row], settings: Settings, tick: Tick
) -> Iterator[tuple[int, int, float]]:
    """Give (track, entry, confidence) for each track that is one recording with an entry.

    Versions and what the rules of the detector refuse are none. `tick` may raise to cancel."""
    from analyses.duplicates import detection

    def progress(step: str, done: int, total: int) -> None:
        tick()

    rows = chain(((row[0] - BELOW, *row[1:]) for row in entries), tracks)
    library = detection.prepare(rows, settings, progress, len(tracks) + len(entries))
    pairs = _pairs(library, len(entries), settings, tick)
    entry, confidence = _best(library, len(entries), pairs)
    for position in range(len(entries), len(library)):
        node = library.nodes[position]
        if confidence[node]:
            found = int(library.track_ids[entry[node]]) + BELOW
            yield int(library.track_ids[position]), found, float(confidence[node])


def _pairs(library: Library, entries: int, settings: Settings, tick: Tick) -> PairScores:
    """Return the scored pairs of an entry and a track that are one recording, either way round."""

    from analyses.duplicates import detection

    candidates = detection.find_candidates(library, lambda *_: tick())
    has_track = _nodes_with_tracks(library, entries)
    found = []
    for number in range(candidates.blocks):
        tick()
        left, right = candidates.block(number)
        # Equal rows stand for each other; the first of them is an entry if any of them is.
        a, b = library.nodes[left], library.nodes[right]
        cross = ((a < entries) & has_track[b]) | ((b < entries) & has_track[a])
        pairs = detection.score(library, left[cross], right[cross])
        found.append(pairs.only(detection.is_match(pairs, settings)))
    return detection.joined(found)


def _best(library: Library, entries: int, pairs: PairScores) -> tuple[np.ndarray, np.ndarray]:
    """Return for each node its best entry, as a position, and the confidence; 0 where it has none."""
    import numpy as np

    entry = np.zeros(len(library), np.int64)
    confidence = np.zeros(len(library), np.float32)
    a, b = library.nodes[pairs.left], library.nodes[pairs.right]
    here, there = np.concatenate((a, b)), np.concatenate((b, a))
    sure = np.concatenate((pairs.confidence, pairs.confidence))
    # The last one written stays: the surest, of equally sure ones the first imported.
    order = np.lexsort((-here, sure))
    order = order[here[order] < entries]
    entry[there[order]] = here[order]
    confidence[there[order]] = sure[order]
    return entry, confidence


def _nodes_with_tracks(library: Library, entries: int) -> np.ndarray:
    import numpy as np

    found = np.zeros(len(library), bool)
    found[library.nodes[entries:]] = True
    return found
