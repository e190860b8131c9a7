"""Buckets that are too full are divided by a further key, never dropped."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from analyses.duplicates.detection.block.atoms import Atoms
from analyses.duplicates.detection.block.keys import (
    END_ARTIST,
    NEIGHBOURS,
    WHOLE,
    WORD_ARTIST,
    Keys,
    joined,
)
from analyses.duplicates.detection.block.ragged import Ragged
from analyses.duplicates.detection.mixing import mixed
from analyses.duplicates.detection.normalise.library import Library
from analyses.duplicates.detection.progress import Progress
from analyses.duplicates.detection.settings import GAP_KEPT_SECONDS

# Tracks in a bucket that are all compared with each other.
LIMIT = 300
# Bands of length; each is two gaps wide and begins where the one before has its middle, so that any
# two tracks that are no more than the gap apart share one.
BANDS = 40
# Where nothing divides a bucket, each track is compared with so many neighbours in length.
NEIGHBOURHOOD = 32
# Keys that are sorted in one go.
PART = 400_000


@dataclass(frozen=True, kw_only=True)
class Buckets:
    """tracks: those of the first bucket, of the second, and so on; starts: where each begins."""

    tracks: np.ndarray
    starts: np.ndarray

    @property
    def sizes(self) -> np.ndarray:
        return np.diff(self.starts)


def buckets_of(
    library: Library, nodes: np.ndarray, atoms: Atoms, keys: Keys, progress: Progress
) -> Buckets:
    """Return the tracks that share a key, in buckets of 2 to LIMIT; fuller ones are divided."""
    tracks, sizes = [], []
    for divide in (None, _by_words, _by_length, _by_equality, _by_neighbourhood):
        if divide is not None:
            keys = divide(library, nodes, atoms, keys)
        full = []
        for part in _sorted_parts(keys, progress):
            size, size_of_each = _sizes(part.key)
            tracks.append(part.track[(size_of_each > 1) & (size_of_each <= LIMIT)])
            sizes.append(size[(size > 1) & (size <= LIMIT)])
            full.append(part.only(size_of_each > LIMIT))
        keys = joined(full)
        if not len(keys):
            break
    starts = np.concatenate(([0], np.cumsum(np.concatenate(sizes))))
    return Buckets(tracks=np.concatenate(tracks), starts=starts)


def _sorted_parts(keys: Keys, progress: Progress) -> Iterator[Keys]:
    """Yield the keys in parts that no bucket crosses, each sorted by key, then track."""
    # The uppermost bits; sorting so few values takes one pass.
    shelf = (keys.key >> np.uint64(56)).astype(np.uint8)
    order = np.argsort(shelf, kind="stable")
    ends = np.cumsum(np.bincount(shelf, minlength=256))
    first = 0
    for end in ends.tolist():
        if end - first < PART and end < len(keys):
            continue
        progress("block", first, len(keys))
        rows = order[first:end]
        # The tracks come in order, and a stable sort leaves them so.
        yield keys.only(rows[np.argsort(keys.key[rows], kind="stable")])
        first = end
        if first == len(keys):
            break


def _sizes(key: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the size of each bucket of sorted keys, and for each key that of its bucket."""
    begins = np.flatnonzero(np.concatenate(([True], key[1:] != key[:-1]))[: len(key)])
    sizes = np.diff(np.append(begins, len(key)))
    return sizes, np.repeat(sizes, sizes)


def _by_words(library: Library, nodes: np.ndarray, atoms: Atoms, full: Keys) -> Keys:
    """Divide by another word: of the title where the artist is in the key, else of the artists."""
    of_title = full.only(full.kind == WORD_ARTIST)
    of_artist = full.only((full.kind == WHOLE) | (full.kind == NEIGHBOURS))
    others = full.only((full.kind == END_ARTIST) | (full.kind > NEIGHBOURS))
    without = _with_empty_fields(atoms, of_artist)
    return joined(
        [
            _times(of_title, atoms.words, 1),
            _times(of_artist, atoms.artists, 2),
            _by_length(library, nodes, atoms, joined([others, without])),
        ]
    )


def _with_empty_fields(atoms: Atoms, keys: Keys) -> Keys:
    """Return the rows of buckets that hold tracks without artist: these may equal any other."""
    if not len(keys):
        return keys
    place = np.unique(keys.key, return_inverse=True)[1]
    empty = np.zeros(place.max() + 1, bool)
    empty[place[atoms.artists.lengths[keys.track] == 0]] = True
    return keys.only(empty[place])


def _times(keys: Keys, words: Ragged, salt: int) -> Keys:
    """Return a row for each key and word of its track, except the word the key has already."""
    row, word = words.rows(keys.track).flat()
    other = keys.word[row] != word
    row, word = row[other], word[other]
    rows = keys.only(row)
    return Keys(
        track=rows.track, key=mixed(rows.key + np.uint64(salt), word), kind=rows.kind, word=word
    )


def _by_length(library: Library, nodes: np.ndarray, atoms: Atoms, full: Keys) -> Keys:
    """Divide by bands of length; a track of unknown length goes to all bands."""
    duration = library.columns.duration[nodes[full.track]]
    unknown = np.isnan(duration)
    band = np.minimum(np.nan_to_num(duration) // GAP_KEPT_SECONDS, BANDS - 1).astype(np.int64)
    known = np.flatnonzero(~unknown)
    everywhere = np.repeat(np.flatnonzero(unknown), BANDS + 1)
    row = np.concatenate((known, known, everywhere))
    bands = np.concatenate(
        (band[known], band[known] + 1, np.tile(np.arange(BANDS + 1), int(unknown.sum())))
    )
    rows = full.only(row)
    return Keys(
        track=rows.track, key=mixed(rows.key + np.uint64(3), bands), kind=rows.kind, word=rows.word
    )


def _by_equality(library: Library, nodes: np.ndarray, atoms: Atoms, full: Keys) -> Keys:
    """Divide by equal title and artists."""
    columns = library.columns
    where = nodes[full.track]
    same = mixed(columns.title[where].astype(np.uint64), columns.artists[where])
    _, first = np.unique(mixed(full.track.astype(np.uint64), same), return_index=True)
    return Keys(
        track=full.track[first],
        key=mixed(same[first], 4),
        kind=full.kind[first],
        word=full.word[first],
    )


def _by_neighbourhood(library: Library, nodes: np.ndarray, atoms: Atoms, full: Keys) -> Keys:
    """Divide what is equal in title and artists by place in the order of lengths."""
    duration = np.nan_to_num(library.columns.duration[nodes[full.track]], nan=-1.0)
    order = np.lexsort((nodes[full.track], duration, full.key))
    rows = full.only(order)
    starts = np.flatnonzero(np.concatenate(([True], rows.key[1:] != rows.key[:-1])))
    place = np.arange(len(rows)) - np.repeat(starts, np.diff(np.append(starts, len(rows))))
    twice = np.concatenate((np.arange(len(rows)), np.arange(len(rows))))
    half = place // NEIGHBOURHOOD
    slots = np.concatenate((half, half + 1))
    rows = rows.only(twice)
    return Keys(
        track=rows.track, key=mixed(rows.key + np.uint64(5), slots), kind=rows.kind, word=rows.word
    )
