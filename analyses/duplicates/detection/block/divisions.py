"""How a bucket that is too full is divided: by what its key does not say yet.

What a row becomes depends on its track and its bucket's key alone, and on whether the bucket holds a
track without artist. So a changed track changes the divisions of its own buckets and no others."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from analyses.duplicates.detection.block.keys import (
    END_ARTIST,
    NEIGHBOURS,
    WHOLE,
    WORD_ARTIST,
    Keys,
    joined,
)
from analyses.duplicates.detection.block.ragged import Ragged
from analyses.duplicates.detection.block.sides import Side
from analyses.duplicates.detection.mixing import mixed
from analyses.duplicates.detection.settings import GAP_KEPT_SECONDS

# Bands of length; each is two gaps wide and begins where the one before has its middle, so that any
# two tracks that are no more than the gap apart share one.
BANDS = 40
# Where nothing divides a bucket, each track is compared with so many neighbours in length.
NEIGHBOURHOOD = 12

Division = Callable[[Side, Keys, np.ndarray], Keys]
"""From the rows of full buckets, and for each whether its bucket holds a track without artist, to
the rows of their parts."""


def holds_artistless(side: Side, keys: Keys) -> np.ndarray:
    """Return for each row whether its bucket holds a track without artist."""
    if not len(keys):
        return np.zeros(0, bool)
    place = np.unique(keys.key, return_inverse=True)[1]
    empty = np.zeros(place.max() + 1, bool)
    empty[place[side.atoms.artists.lengths[keys.track] == 0]] = True
    return np.asarray(empty[place])


def by_words(side: Side, full: Keys, artistless: np.ndarray) -> Keys:
    """Divide by another word: of the title where the artist is in the key, else of the artists."""
    of_title = full.only(full.kind == WORD_ARTIST)
    named = (full.kind == WHOLE) | (full.kind == NEIGHBOURS)
    of_artist = full.only(named)
    others = full.only((full.kind == END_ARTIST) | (full.kind > NEIGHBOURS))
    # A track without artist may equal any other.
    without = full.only(named & artistless)
    return joined(
        [
            _times(of_title, side.atoms.words, 1),
            _times(of_artist, side.atoms.artists, 2),
            by_length(side, joined([others, without])),
        ]
    )


def _times(keys: Keys, words: Ragged, salt: int) -> Keys:
    """Return a row for each key and word of its track, except the word the key has already."""
    row, word = words.rows(keys.track).flat()
    other = keys.word[row] != word
    row, word = row[other], word[other]
    rows = keys.only(row)
    return Keys(
        track=rows.track, key=mixed(rows.key + np.uint64(salt), word), kind=rows.kind, word=word
    )


def by_length(side: Side, full: Keys, artistless: np.ndarray | None = None) -> Keys:
    """Divide by bands of length; a track of unknown length goes to all bands."""
    duration = side.library.columns.duration[side.nodes[full.track]]
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


def by_equality(side: Side, full: Keys, artistless: np.ndarray) -> Keys:
    """Divide by equal title and artists. Tracks that are equal in both share each bucket that the
    whole title makes; the other buckets would pair them once more."""
    columns = side.library.columns
    rows = full.only(full.kind == WHOLE)
    where = side.nodes[rows.track]
    same = mixed(columns.title[where].astype(np.uint64), columns.artists[where])
    return Keys(
        track=rows.track, key=mixed(rows.key + np.uint64(4), same), kind=rows.kind, word=rows.word
    )


def by_neighbourhood(side: Side, full: Keys, artistless: np.ndarray) -> Keys:
    """Divide what is equal in title and artists by place in the order of lengths."""
    where = side.nodes[full.track]
    duration = np.nan_to_num(side.library.columns.duration[where], nan=-1.0)
    order = np.lexsort((where, duration, full.key))
    rows = full.only(order)
    starts = np.flatnonzero(np.concatenate(([True], rows.key[1:] != rows.key[:-1]))[: len(rows)])
    place = np.arange(len(rows)) - np.repeat(starts, np.diff(np.append(starts, len(rows))))
    twice = np.concatenate((np.arange(len(rows)), np.arange(len(rows))))
    half = place // NEIGHBOURHOOD
    slots = np.concatenate((half, half + 1))
    rows = rows.only(twice)
    return Keys(
        track=rows.track, key=mixed(rows.key + np.uint64(5), slots), kind=rows.kind, word=rows.word
    )


DIVISIONS: tuple[Division | None, ...] = (None, by_words, by_length, by_equality, by_neighbourhood)
"""None: the keys as they are; each further one divides what is still too full."""
