"""The keys of each track: tracks that share one are candidates, if the bucket is not too full."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from zlib import crc32

import numpy as np

from analyses.duplicates.detection.block.atoms import Atoms
from analyses.duplicates.detection.mixing import mixed
from analyses.duplicates.detection.normalise.library import Library
from analyses.duplicates.detection.progress import Progress

# What a key is made of; a full bucket is divided by what its kind does not say yet.
(
    WHOLE, WORD_ARTIST, END_ARTIST, NEIGHBOURS, PLACE, NUMBER_ARTIST, GLUED, ISRC, RECORDING, AUDIO,
    LOST,
) = range(11)  # fmt: skip
# Seconds of a band of lengths; each track is in two, so that lengths no further apart share one.
BAND = 2.0
# Letters of an artist that are its beginning.
BEGINNING = 4

# Tracks whose keys are made in one go, in well under the time between two looks at the progress.
AT_ONCE = 20_000


@dataclass(frozen=True, kw_only=True)
class Keys:
    """One row a track and key; `word` is the title's word in it, 0 if none."""

    track: np.ndarray
    key: np.ndarray
    kind: np.ndarray
    word: np.ndarray

    def __len__(self) -> int:
        return len(self.key)

    def only(self, which: np.ndarray | slice) -> Keys:
        return Keys(
            track=self.track[which],
            key=self.key[which],
            kind=self.kind[which],
            word=self.word[which],
        )


def rows_of(track: np.ndarray, key: np.ndarray, kind: int, word: np.ndarray | None = None) -> Keys:
    """Return keys of one kind, which differ from the same values of another kind."""
    return Keys(
        track=track.astype(np.int32),
        key=mixed(key, kind + 1),
        kind=np.full(len(key), kind, np.int8),
        word=np.zeros(len(key), np.uint64) if word is None else word,
    )


def joined(several: list[Keys]) -> Keys:
    return Keys(
        track=np.concatenate([keys.track for keys in several]),
        key=np.concatenate([keys.key for keys in several]),
        kind=np.concatenate([keys.kind for keys in several]),
        word=np.concatenate([keys.word for keys in several]),
    )


def keys_of(library: Library, nodes: np.ndarray, atoms: Atoms, progress: Progress) -> Keys:
    """Return the keys of the tracks at `nodes`; a track is named by its place in `nodes`."""
    return joined(list(key_parts(library, nodes, atoms, progress)))


def key_parts(
    library: Library, nodes: np.ndarray, atoms: Atoms, progress: Progress
) -> Iterator[Keys]:
    """Yield the same keys, those of some thousand tracks at a time."""
    for first in range(0, max(1, len(nodes)), AT_ONCE):
        progress("block", first, len(nodes))
        last = min(first + AT_ONCE, len(nodes))
        part = joined(list(_kinds(library, nodes[first:last], atoms.part(first, last))))
        yield replace(part, track=part.track + np.int32(first))


def _kinds(library: Library, nodes: np.ndarray, atoms: Atoms) -> Iterator[Keys]:
    columns = library.columns
    yield rows_of(*atoms.whole.flat(), WHOLE)
    track, first, second = atoms.words.times(atoms.artists)
    yield rows_of(track, mixed(first, second), WORD_ARTIST, first)
    track, first, second = atoms.ends.times(atoms.artists)
    yield rows_of(track, mixed(first, second), END_ARTIST)
    yield rows_of(*atoms.words.neighbours(), NEIGHBOURS)
    yield rows_of(*_places_on_albums(library, nodes, atoms), PLACE)
    yield rows_of(*_numbers_of_artists(library, nodes), NUMBER_ARTIST)
    yield rows_of(*_numbers_of_beginnings(library, nodes), NUMBER_ARTIST)
    yield rows_of(*_numbers_of_the_lost(library, nodes), LOST)
    for glued in (atoms.with_album, atoms.with_artist, atoms.before_artist, atoms.sounds):
        yield rows_of(*glued.flat(), GLUED)
    track, whole = atoms.whole.flat()
    bare = (columns.album[nodes[track]] == 0) | (columns.main[nodes[track]] == 0)
    yield rows_of(track[bare], whole[bare], GLUED)
    ids = ((columns.isrc, ISRC), (columns.recording, RECORDING), (columns.audio, AUDIO))
    for column, kind in ids:
        there = np.flatnonzero(column[nodes])
        yield rows_of(there, column[nodes][there].astype(np.uint64), kind)


def _places_on_albums(
    library: Library, nodes: np.ndarray, atoms: Atoms
) -> tuple[np.ndarray, np.ndarray]:
    """Album and position find tracks whose title is missing or unreadable."""
    track, album = atoms.albums.flat()
    number = library.columns.number[nodes[track]]
    there = number > 0
    return track[there], mixed(album[there], number[there])


def _numbers_of_artists(library: Library, nodes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """First artist, position and length find tracks that have neither title nor album."""
    main = library.columns.main[nodes]
    return _numbered(library, nodes, main, main > 0)


def _numbers_of_beginnings(library: Library, nodes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """With the year too, the beginning of the artist is enough: the rest may be misspelt."""
    main, year = library.columns.main[nodes], library.columns.year[nodes]
    used, places = np.unique(main, return_inverse=True)
    texts = library.values.texts
    begun = np.array([crc32(texts[code][:BEGINNING].encode()) for code in used.tolist()], np.uint64)
    return _numbered(library, nodes, mixed(begun[places], year), (main > 0) & (year > 0))


def _numbers_of_the_lost(library: Library, nodes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Year, position and length find what is left of a track without its foreign letters."""
    columns = library.columns
    year = columns.year[nodes]
    may_lose = (columns.gaps[nodes] > 0) | library.values.all_lost[columns.title[nodes]]
    return _numbered(library, nodes, year, (year > 0) & may_lose)


def _numbered(
    library: Library, nodes: np.ndarray, value: np.ndarray, which: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return keys of a value, position and length."""
    number, duration = library.columns.number[nodes], library.columns.duration[nodes]
    track = np.flatnonzero(which & (number > 0) & ~np.isnan(duration))
    band = (duration[track] // BAND).astype(np.int64)
    key = mixed(value[track], number[track])
    return np.concatenate((track, track)), np.concatenate((mixed(key, band), mixed(key, band + 1)))
