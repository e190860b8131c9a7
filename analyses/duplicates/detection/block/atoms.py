"""What keys are made of: words and ends of titles, words of artists; as numbers, one list a track."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from zlib import crc32

import numpy as np

from analyses.duplicates.detection.block.ragged import Ragged
from analyses.duplicates.detection.normalise.library import Library
from analyses.duplicates.detection.normalise.residues import residue_of
from analyses.duplicates.detection.progress import Pace, Progress

# Words too common to be looked up; a text of nothing else keeps them.
COMMON = frozenset(
    [
        "a",
        "an",
        "and",
        "are",
        "at",
        "be",
        "but",
        "by",
        "de",
        "del",
        "der",
        "die",
        "do",
        "el",
        "en",
        "for",
        "from",
        "i",
        "in",
        "is",
        "it",
        "la",
        "las",
        "le",
        "les",
        "los",
        "me",
        "mi",
        "my",
        "no",
        "not",
        "of",
        "on",
        "or",
        "que",
        "so",
        "te",
        "the",
        "to",
        "tu",
        "un",
        "una",
        "we",
        "with",
        "you",
        "your",
    ]
)
# Words of a text that make keys: more add nothing but work.
MOST_WORDS = 8
# Letters of the ends of a title: one typing error leaves one of both ends whole.
END = 5
SHORT_END = 3


@dataclass(frozen=True, kw_only=True)
class Atoms:
    """Lists of numbers, one a track: words and ends of the title; the title whole, with and without
    its tails; tails and album; the title with album or artist, as where nothing stands between; words of the
    artists."""

    words: Ragged
    ends: Ragged
    whole: Ragged
    albums: Ragged
    with_album: Ragged
    with_artist: Ragged
    artists: Ragged

    def part(self, first: int, last: int) -> Atoms:
        """Return the atoms of the tracks from `first` to before `last`."""
        return Atoms(**{f.name: getattr(self, f.name).part(first, last) for f in fields(self)})

    def rows(self, which: np.ndarray) -> Atoms:
        """Return the atoms of these tracks, in their order."""
        return Atoms(**{f.name: getattr(self, f.name).rows(which) for f in fields(self)})


def atoms_of(library: Library, progress: Progress, which: np.ndarray | None = None) -> Atoms:
    """Return the atoms of all tracks; `which`: of those at these positions."""
    columns = library.columns if which is None else library.columns.ordered(which)
    title, splits, album = columns.title, columns.splits, columns.album
    reading = _Reading(library, progress)
    return Atoms(
        words=reading.each(title, np.zeros_like(title), reading.words),
        ends=reading.each(title, splits, reading.ends),
        whole=reading.each(title, splits, reading.whole),
        albums=reading.each(album, splits, reading.albums),
        with_album=reading.each(title, album, reading.glued),
        with_artist=reading.each(columns.main, title, reading.glued),
        artists=reading.each(columns.artists, np.zeros_like(title), reading.words),
    )


Read = Callable[[int, int], list[str]]


class _Reading:
    """Reads each different text once."""

    def __init__(self, library: Library, progress: Progress) -> None:
        self._texts = library.values.texts
        self._splits = library.values.splits
        self._progress = progress

    def each(self, codes: np.ndarray, others: np.ndarray, read: Read) -> Ragged:
        """Return for each row what `read` makes of its two codes, made once for each two."""
        base = int(others.max(initial=0)) + 1
        used, places = np.unique(codes.astype(np.int64) * base + others, return_inverse=True)
        pace = Pace(self._progress, "block", len(used))
        lists: list[list[int]] = []
        for done, both in enumerate(used.tolist()):
            if done % 512 == 0:
                pace.at(done)
            words = read(*divmod(both, base)) if both else []
            lists.append([number_of(word) for word in dict.fromkeys(words)])
        return Ragged.of(lists).rows(places)

    def words(self, code: int, _: int) -> list[str]:
        words = self._texts[code].split()
        telling = [word for word in words if word not in COMMON]
        return (telling or words)[:MOST_WORDS]

    def whole(self, code: int, splits: int) -> list[str]:
        """Return the title with and without its tails, spaces left out."""
        codes = [code, *(split[0] for split in self._splits[splits])]
        return [self._texts[c].replace(" ", "") for c in codes if c]

    def ends(self, code: int, splits: int) -> list[str]:
        found = []
        for text in self.whole(code, splits):
            size = END if len(text) >= 2 * END else SHORT_END
            found += ["^" + text[:size], text[-size:] + "$"]
        return found

    def albums(self, code: int, splits: int) -> list[str]:
        """Return the album, or the tails that may be one; also without letters beyond ASCII."""
        codes = [code] if code else [split[1] for split in self._splits[splits]]
        texts = [self._texts[c] for c in codes if c]
        return [*texts, *filter(None, (residue_of(t) for t in texts if not t.isascii()))]

    def glued(self, code: int, behind: int) -> list[str]:
        """Return two texts as one."""
        first, second = (self._texts[c].replace(" ", "") for c in (code, behind))
        return [first + second] if first and second else []


def number_of(word: str) -> int:
    """Return a number for a word, the same in every run and process. Two words with one number share
    their buckets, which costs some comparisons and decides nothing."""
    return crc32(word.encode())
