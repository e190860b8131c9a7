"""What keys are made of: words and ends of titles, words of artists; as numbers, one list a track."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from zlib import crc32

import numpy as np

from analyses.duplicates.detection.block.hashes import Hashes, hashes_of
from analyses.duplicates.detection.block.ragged import Ragged
from analyses.duplicates.detection.mixing import mixed
from analyses.duplicates.detection.normalise.library import Columns, Library
from analyses.duplicates.detection.normalise.residues import residue_of
from analyses.duplicates.detection.normalise.sounds import sounds_of
from analyses.duplicates.detection.progress import Pace, Progress, silent

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
# Fewer sounds are those of too many names.
FEW_SOUNDS = 2
# An artist says so many: one is often named with more or fewer words behind.
ARTIST_SOUNDS = 2


@dataclass(frozen=True, kw_only=True)
class Atoms:
    """Lists of numbers, one a track: words and ends of the title; the title whole, with and without
    its tails; tails and album; the title with album or artist, as where nothing stands between, and with the
    artist behind it, of tracks without album or position; words of the artists;
    how the title sounds, and the artist's beginning."""

    words: Ragged
    ends: Ragged
    whole: Ragged
    albums: Ragged
    with_album: Ragged
    with_artist: Ragged
    before_artist: Ragged
    artists: Ragged
    sounds: Ragged

    def part(self, first: int, last: int) -> Atoms:
        """Return the atoms of the tracks from `first` to before `last`."""
        return Atoms(**{f.name: getattr(self, f.name).part(first, last) for f in fields(self)})

    def rows(self, which: np.ndarray, progress: Progress = silent) -> Atoms:
        """Return the atoms of these tracks, in their order."""
        found = {}
        for number, field in enumerate(fields(self)):
            progress("block", number, len(fields(self)))
            found[field.name] = getattr(self, field.name).rows(which)
        return Atoms(**found)


def atoms_of(library: Library, progress: Progress, which: np.ndarray | None = None) -> Atoms:
    """Return the atoms of all tracks; `which`: of those at these positions."""
    columns = library.columns if which is None else library.columns.ordered(which)
    title, splits, album = columns.title, columns.splits, columns.album
    reading = _Reading(library, columns, progress)
    poor = (columns.album == 0) | (columns.number == 0)
    return Atoms(
        words=reading.each(title, np.zeros_like(title), reading.words),
        ends=reading.each(title, splits, reading.ends),
        whole=reading.each(title, splits, reading.whole),
        albums=reading.each(album, splits, reading.albums),
        with_album=reading.glued(title, album),
        with_artist=reading.glued(columns.main, title),
        before_artist=reading.glued(np.where(poor, title, 0), columns.main),
        artists=reading.each(columns.artists, np.zeros_like(title), reading.words),
        sounds=reading.sounds(title, columns.main),
    )


Read = Callable[[int, int], list[int]]


class _Reading:
    """Reads each different text once.

    Texts become numbers of 32 bits, the same in every run and process. Two words with one number share
    their buckets, which costs some comparisons and makes no match."""

    def __init__(self, library: Library, columns: Columns, progress: Progress) -> None:
        library.values.count_letters(lambda: progress("block", 0, 1))
        self._texts = library.values.texts
        self._compact = library.values.compact
        self._splits = library.values.splits
        self._ways = library.values.ways
        self._progress = progress
        self._hashes = self._hashes_of(columns)
        self._whole = self._hashes.of(np.arange(len(self._texts)))

    def _hashes_of(self, columns: Columns) -> Hashes:
        """Return the hashes of the texts that these columns name; of the others, that of no text."""
        used = np.zeros(len(self._texts), bool)
        for codes in (columns.title, columns.album, columns.main):
            used[codes] = True
        self._progress("block", 0, 1)
        used[self._heads_of(columns.splits)] = True
        self._progress("block", 0, 1)
        codes = np.flatnonzero(used)
        texts = [self._texts[code] for code in codes.tolist()]
        known = hashes_of(texts, lambda: self._progress("block", 0, len(texts)))
        sums, shifts = np.zeros(len(used), np.uint64), np.ones(len(used), np.uint64)
        sums[codes], shifts[codes] = known.sums, known.shifts
        return Hashes(sums=sums, shifts=shifts)

    def _heads_of(self, splits: np.ndarray) -> np.ndarray:
        """Return the codes of the titles that these ways to split leave."""
        ways = self._ways
        named = np.zeros(len(ways.starts) - 1, bool)
        named[splits] = True
        return ways.heads[np.repeat(named, np.diff(ways.starts))]

    def each(self, codes: np.ndarray, others: np.ndarray, read: Read) -> Ragged:
        """Return for each row what `read` makes of its two codes, made once for each two."""
        base = int(others.max(initial=0)) + 1
        used, places = np.unique(codes.astype(np.int64) * base + others, return_inverse=True)
        # Sorting a million takes its time, and so does each of the steps below the loop.
        self._progress("block", 0, len(used))
        pace = Pace(self._progress, "block", len(used))
        lengths: list[int] = [0]
        values: list[int] = []
        firsts, seconds = (used // base).tolist(), (used % base).tolist()
        for done, (first, second) in enumerate(zip(firsts, seconds, strict=True)):
            if done % 512 == 0:
                pace.at(done)
            if first or second:
                found = read(first, second)
                values += dict.fromkeys(found) if len(found) > 1 else found
            lengths.append(len(values))
        self._progress("block", len(used), len(used))
        lists = Ragged(starts=np.array(lengths, np.int64), values=np.array(values, np.uint64))
        self._progress("block", len(used), len(used))
        return lists.rows(places)

    def words(self, code: int, _: int) -> list[int]:
        words = self._texts[code].split()
        telling = [word for word in words if word not in COMMON]
        return [_number(_without_umlauts(word)) for word in (telling or words)[:MOST_WORDS]]

    def whole(self, code: int, splits: int) -> list[int]:
        """Return the title with and without its tails, spaces left out."""
        return [int(self._whole[c]) for c in self._titles(code, splits)]

    def ends(self, code: int, splits: int) -> list[int]:
        found = []
        for text in (self._compact[c] for c in self._titles(code, splits)):
            size = END if len(text) >= 2 * END else SHORT_END
            found += [_number("^" + text[:size]), _number(text[-size:] + "$")]
        return found

    def _titles(self, code: int, splits: int) -> list[int]:
        return [c for c in (code, *(split[0] for split in self._splits[splits])) if c]

    def albums(self, code: int, splits: int) -> list[int]:
        """Return the album, or the tails that may be one, spaces left out; also without letters beyond
        ASCII."""
        codes = [code] if code else [split[1] for split in self._splits[splits]]
        texts = [self._texts[c] for c in codes if c]
        texts += filter(None, [residue_of(t) for t in texts if not t.isascii()])
        return [_number(text.replace(" ", "")) for text in texts]

    def glued(self, codes: np.ndarray, behind: np.ndarray) -> Ragged:
        """Return for each row the number of its two texts as one; none where either is missing."""
        self._progress("block", 0, len(codes))
        there = (codes > 0) & (behind > 0)
        numbers = self._hashes.of_both(codes[there], behind[there])
        return Ragged(starts=np.concatenate(([0], np.cumsum(there))), values=numbers)

    def sounds(self, titles: np.ndarray, artists: np.ndarray) -> Ragged:
        """Return for each row the number of how the title sounds and the artist begins; none where either
        says too little."""
        title, artist = self._sounds(titles, None), self._sounds(artists, ARTIST_SOUNDS)
        both = (title[titles] > 0) & (artist[artists] > 0)
        numbers = mixed(title[titles[both]], artist[artists[both]]) >> np.uint64(32)
        return Ragged(starts=np.concatenate(([0], np.cumsum(both))), values=numbers)

    def _sounds(self, codes: np.ndarray, most: int | None) -> np.ndarray:
        """Return numbers for the first sounds of texts, by code; 0 for those of too few."""
        found = np.zeros(len(self._texts), np.uint64)
        used = np.unique(codes).tolist()
        pace = Pace(self._progress, "block", len(used))
        for done, code in enumerate(used):
            if done % 512 == 0:
                pace.at(done)
            sounds = sounds_of(self._texts[code])
            if len(sounds) >= FEW_SOUNDS:
                found[code] = _number(sounds[:most])
        return found


def _without_umlauts(word: str) -> str:
    """Return "muller" for "mueller": elsewhere "ü" has become "u"."""
    if "e" in word:
        return word.replace("ae", "a").replace("oe", "o").replace("ue", "u")
    return word


def _number(text: str) -> int:
    return crc32(text.encode())
