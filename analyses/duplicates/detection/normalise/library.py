"""A normalised library in columns: a few numbers a track, each different text once."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, fields
from enum import IntEnum
from functools import cached_property
from hashlib import blake2b
from typing import Generic, TypeVar

import numpy as np

from analyses.duplicates.detection.mixing import mixed
from analyses.duplicates.detection.normalise.letters import DIFFERENT, Letters, letters_of
from analyses.duplicates.detection.normalise.ranks import ranks_of
from analyses.duplicates.detection.normalise.residues import is_all_lost
from analyses.duplicates.detection.normalise.sounds import is_latin

Value = TypeVar("Value", bound=Hashable)

# Texts that are gone through between two pauses.
AT_ONCE = 100_000


class Codes(dict[Value, int], Generic[Value]):
    """Numbers for values, in the order they come: `codes[value]`; 0 is the value that says nothing.
    `known` are values that have numbers already, from 0 on."""

    def __init__(self, nothing: Value, known: list[Value] | None = None) -> None:
        super().__init__({value: code for code, value in enumerate(known or [nothing])})

    def __missing__(self, value: Value) -> int:
        code = self[value] = len(self)
        return code

    def close(self) -> list[Value]:
        """Return the values by code; no more are taken, and the way back is freed."""
        values = list(self)
        self.clear()
        return values


class Role(IntEnum):
    """What the two parts of a split title are, and what its track's artist is then."""

    TITLE_FIRST = 0
    """Title and album, or title and artist."""
    ARTIST_FIRST = 1
    """Artist and title, of a track whose artist is somebody else: who uploaded or sells it."""
    NO_ARTIST = 2
    """Title and album, where the title was taken for the artist of a track without one."""


SplitCodes = tuple[int, int, int, int, int]
"""Of a way to split a title: codes of the title, of what is left out, of the title's numbers and of the
version left; a `Role`."""


@dataclass(frozen=True, kw_only=True)
class Ways:
    """The ways to split titles in one table (int32): rows[starts[code] : starts[code + 1]] are the
    `SplitCodes` of a code of splits."""

    starts: np.ndarray
    rows: np.ndarray

    @property
    def heads(self) -> np.ndarray:
        return self.rows[:, 0]

    @property
    def tails(self) -> np.ndarray:
        return self.rows[:, 1]

    @property
    def versions(self) -> np.ndarray:
        return self.rows[:, 3]

    @property
    def roles(self) -> np.ndarray:
        return self.rows[:, 4]


def _without_spaces(texts: list[str], pause: Callable[[], None] = lambda: None) -> list[str]:
    found: list[str] = []
    for start in range(0, len(texts), AT_ONCE):
        pause()
        found += [text.replace(" ", "") for text in texts[start : start + AT_ONCE]]
    return found


@dataclass(frozen=True, kw_only=True)
class Texts:
    """The values that columns name by number."""

    texts: list[str]
    signatures: list[frozenset[tuple[str, str]]]
    numbers: list[tuple[tuple[int, ...], frozenset[int]]]
    guests: list[tuple[str, ...]]
    splits: list[tuple[SplitCodes, ...]]
    kinds: list[frozenset[str]]

    @cached_property
    def compact(self) -> list[str]:
        """Each text without its spaces."""
        return _without_spaces(self.texts)

    @cached_property
    def letters(self) -> Letters:
        """The letters of each text."""
        return letters_of(self.texts)

    def count_letters(self, pause: Callable[[], None]) -> None:
        """Count `letters`, and what else is asked of each text, now and with pauses, so that not whoever
        asks first waits for it. Done once; some 100 bytes a text, kept as long as the library is."""
        if "letters" in self.__dict__:
            return
        self.__dict__["compact"] = _without_spaces(self.texts, pause)
        self.__dict__["letters"] = letters_of(self.texts, pause)
        for known in ("heads", "ascii"):
            pause()
            getattr(self, known)
        self.__dict__["all_lost"] = self._of_others(is_all_lost, of_ascii=False, pause=pause)
        self.__dict__["latin"] = self._of_others(is_latin, of_ascii=True, pause=pause)

    @property
    def lengths(self) -> np.ndarray:
        """The number of letters of each text, spaces left out."""
        return self.letters.lengths

    @cached_property
    def ways(self) -> Ways:
        """The ways to split titles."""
        rows = [way for several in self.splits for way in several]
        return Ways(
            starts=np.cumsum([0, *(len(several) for several in self.splits)]),
            rows=np.array(rows, np.int32).reshape(-1, 5),
        )

    @cached_property
    def heads(self) -> Letters:
        """Of each way to split titles: the most of each letter that a head has, and the length of the
        shortest; no letters and no end of them where nothing is split."""
        starts, heads = self.ways.starts, self.ways.heads
        some = np.flatnonzero(np.diff(starts))
        counts = np.zeros((len(self.splits), DIFFERENT), np.uint8)
        lengths = np.full(len(self.splits), np.iinfo(np.int32).max, np.int32)
        if len(some):
            # Empty lists between two others begin where the next one does.
            counts[some] = np.maximum.reduceat(self.letters.counts[heads], starts[some])
            lengths[some] = np.minimum.reduceat(self.letters.lengths[heads], starts[some])
        return Letters(counts=counts, lengths=lengths)

    @cached_property
    def ascii(self) -> np.ndarray:
        """Whether each text is all ASCII."""
        return np.array([text.isascii() for text in self.texts], bool)

    @cached_property
    def latin(self) -> np.ndarray:
        """Whether each text is in Latin letters, most of it at least."""
        return self._of_others(is_latin, of_ascii=True)

    def _of_others(
        self,
        holds: Callable[[str], bool],
        *,
        of_ascii: bool,
        pause: Callable[[], None] = lambda: None,
    ) -> np.ndarray:
        """Return whether something holds for each text; for one that is all ASCII it is known."""
        found = np.full(len(self.texts), of_ascii)
        others = np.flatnonzero(~self.ascii)
        for start in range(0, len(others), AT_ONCE):
            pause()
            some = others[start : start + AT_ONCE]
            found[some] = [holds(self.texts[code]) for code in some.tolist()]
        return found

    @cached_property
    def all_lost(self) -> np.ndarray:
        """Whether a program that can only write ASCII leaves no letter of each text."""
        return self._of_others(is_all_lost, of_ascii=False)


@dataclass(frozen=True, kw_only=True)
class Columns:
    """One array a field, all of one length. Texts are codes, 0 where missing.

    title: folded title without guests and version; splits: ways to leave out its tail; artists: words
    of all artists; main: first artist; names: artists by name; leaders: album artists by name, where the
    track names others; guests: names the title gave; album: without edition; duration: seconds, NaN where unknown; year, number, disc: 0 where unknown; isrc,
    recording, audio: numbers of ids (`id_of`); placeholder: a `Naming`; versioned: folded title with its
    version, where it has one; gaps: spaces that are left of a title without letters (`gaps_of`);
    title_written, names_written: numbers for how the title, and how artist and album, are written
    before anything is made uniform; lossless, bitrate, filled: what the canonical is chosen by."""

    title: np.ndarray
    splits: np.ndarray
    artists: np.ndarray
    main: np.ndarray
    names: np.ndarray
    leaders: np.ndarray
    guests: np.ndarray
    album: np.ndarray
    album_kinds: np.ndarray
    version: np.ndarray
    numbers: np.ndarray
    duration: np.ndarray
    year: np.ndarray
    number: np.ndarray
    disc: np.ndarray
    isrc: np.ndarray
    recording: np.ndarray
    audio: np.ndarray
    placeholder: np.ndarray
    versioned: np.ndarray
    gaps: np.ndarray
    title_written: np.ndarray
    names_written: np.ndarray
    lossless: np.ndarray
    bitrate: np.ndarray
    filled: np.ndarray

    def ordered(self, order: np.ndarray) -> Columns:
        return Columns(**{f.name: getattr(self, f.name)[order] for f in fields(self)})

    def followed_by(self, other: Columns) -> Columns:
        """Return the rows of both."""
        return Columns(
            **{
                f.name: np.concatenate((getattr(self, f.name), getattr(other, f.name)))
                for f in fields(self)
            }
        )


def id_of(text: str) -> int:
    """Return a 63-bit number for an id of a recording, the same in every run; 0 for none."""
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest()) >> 1 if text else 0


# Columns that no comparison reads: tracks that differ only in these are one node.
NOT_COMPARED = frozenset({"lossless", "bitrate", "filled"})


@dataclass(frozen=True, kw_only=True)
class Library:
    """A library ready to be compared; tracks are named by position, in the order of their ids.

    nodes: for each track the first track that equals it in every compared field."""

    track_ids: np.ndarray
    nodes: np.ndarray
    columns: Columns
    values: Texts

    def __len__(self) -> int:
        return len(self.track_ids)

    @cached_property
    def ranks(self) -> np.ndarray:
        """For each track its place in the order of preference as a canonical one, 0 the best."""
        return ranks_of(self.columns)


def nodes_of(columns: Columns) -> np.ndarray:
    """Return for each position the first position that is equal in every compared field."""
    count = len(columns.title)
    node = np.zeros(count, np.uint64)
    for field in fields(Columns):
        if field.name in NOT_COMPARED:
            continue
        column = getattr(columns, field.name)
        # Lengths by their bits: NaN equals nothing, but all unknown lengths have the same.
        node = mixed(node, column.view(np.int32) if column.dtype == np.float32 else column)
    _, first, place = np.unique(node, return_index=True, return_inverse=True)
    return first[place].astype(np.int32)
