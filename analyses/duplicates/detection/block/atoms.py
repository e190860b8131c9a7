"""What keys are made of: words and ends of titles, words of artists; as numbers, one list a track."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analyses.duplicates.detection.block.ragged import Ragged
from analyses.duplicates.detection.normalise.library import Library
from analyses.duplicates.detection.progress import Pace, Progress

# Words too common to be looked up; a title of nothing else keeps them.
COMMON = frozenset(
    ["a", "an", "and", "are", "at", "be", "but", "by", "de", "del", "der", "die", "do", "el", "en", "for", "from", "i", "in", "is", "it", "la", "las", "le", "les", "los", "me", "mi", "my", "no", "not", "of", "on", "or", "que", "so", "te", "the", "to", "tu", "un", "una", "we", "with", "you", "your"]
)
# Words of a text that make keys: longer ones add nothing but work.
MOST_TITLE_WORDS = 8
MOST_ARTIST_WORDS = 8
# Letters of the ends of a title: one typing error leaves one of both ends whole.
END = 5
SHORT_END = 3


@dataclass(frozen=True, kw_only=True)
class Atoms:
    """Lists of numbers, one a track: words and ends of the title, the title whole (with and without
    its tail), words of the artists."""

    words: Ragged
    ends: Ragged
    whole: Ragged
    artists: Ragged


def atoms_of(library: Library, nodes: np.ndarray, progress: Progress) -> Atoms:
    """Return the atoms of the tracks at `nodes`."""
    columns = library.columns
    reading = _Reading(library.values.texts, progress)
    title, head = columns.title[nodes], columns.head[nodes]
    whole = np.stack([title, head], axis=1)
    differ = title != head
    return Atoms(
        words=reading.each(title, reading.words),
        ends=reading.each(title, reading.ends),
        whole=Ragged(
            starts=np.concatenate(([0], np.cumsum(np.where(title == 0, 0, 1 + differ)))),
            values=reading.compact[whole[np.stack([title > 0, (title > 0) & differ], axis=1)]],
        ),
        artists=reading.each(columns.artists[nodes], reading.artist_words),
    )


class _Reading:
    """Reads each different text once."""

    def __init__(self, texts: list[str], progress: Progress) -> None:
        self._texts = texts
        self._progress = progress
        self._numbers: dict[str, int] = {}
        self.compact = np.zeros(len(texts), np.uint64)
        self._parts = [text.replace(" ", "") for text in texts]
        for code, text in enumerate(self._parts):
            self.compact[code] = self._number(text)

    def each(self, codes: np.ndarray, read: object) -> Ragged:
        used, places = np.unique(codes, return_inverse=True)
        pace = Pace(self._progress, "block", len(used))
        lists: list[list[int]] = []
        for done, code in enumerate(used.tolist()):
            if done % 512 == 0:
                pace.at(done)
            lists.append(read(code) if code else [])  # type: ignore[operator]
        return Ragged.of(lists).rows(places)

    def words(self, code: int) -> list[int]:
        words = self._texts[code].split()
        telling = [word for word in words if word not in COMMON]
        return self._of((telling or words)[:MOST_TITLE_WORDS])

    def artist_words(self, code: int) -> list[int]:
        words = self._texts[code].split()
        telling = [word for word in words if word not in COMMON]
        return self._of((telling or words)[:MOST_ARTIST_WORDS])

    def ends(self, code: int) -> list[int]:
        text = self._parts[code]
        size = END if len(text) >= 2 * END else SHORT_END
        return self._of(["^" + text[:size], text[-size:] + "$"])

    def _of(self, words: list[str]) -> list[int]:
        return [self._number(word) for word in dict.fromkeys(words)]

    def _number(self, word: str) -> int:
        return self._numbers.setdefault(word, len(self._numbers) + 1)
