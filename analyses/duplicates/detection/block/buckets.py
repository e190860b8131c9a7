"""Buckets that are too full are divided by a further key, never dropped."""

from __future__ import annotations

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
from analyses.duplicates.detection.block.ragged import Ragged, mixed
from analyses.duplicates.detection.normalise.library import Library
from analyses.duplicates.detection.settings import GAP_KEPT_SECONDS

# Tracks in a bucket that are all compared with each other.
LIMIT = 300
# Bands of length; each is two gaps wide and begins where the one before has its middle, so that any
# two tracks that are no more than the gap apart share one.
BANDS = 40
# Where nothing divides a bucket, each track is compared with so many neighbours in length.
NEIGHBOURHOOD = 32


@dataclass(frozen=True, kw_only=True)
class Buckets:
    """place: number of the bucket of each key; sizes: by that number."""

    place: np.ndarray
    sizes: np.ndarray

    @classmethod
    def of(cls, keys: Keys) -> Buckets:
        _, place, sizes = np.unique(keys.key, return_inverse=True, return_counts=True)
        return cls(place=place.astype(np.int32), sizes=sizes)

    def size_of_each(self) -> np.ndarray:
        return self.sizes[self.place]


def divided(library: Library, nodes: np.ndarray, atoms: Atoms, keys: Keys) -> Keys:
    """Return the keys with none left whose bucket holds more than LIMIT tracks."""
    for divide in (_by_words, _by_length, _by_equality, _by_neighbourhood):
        sizes = Buckets.of(keys).size_of_each()
        keys, full = keys.only((sizes > 1) & (sizes <= LIMIT)), keys.only(sizes > LIMIT)
        if not len(full):
            break
        keys = joined([keys, divide(library, nodes, atoms, full)])
    sizes = Buckets.of(keys).size_of_each()
    return keys.only(sizes > 1)


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
    place = Buckets.of(keys).place
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
