"""Keys that alike tracks share, so that most entries need no closer look.

They see what the detector's own blocking sees, at a tenth of the cost: a word of the title with one of
the artist, which may stand in the title; the title with and without its tail; an end of it with a word of
the artist; a place on an album. Which of the pairs that pass are one recording is the detector's to
say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from analyses.duplicates.detection.block.atoms import COMMON, END, MOST_WORDS, SHORT_END
from analyses.duplicates.detection.normalise.text import folded, repaired
from analyses.duplicates.itunes.catalogue import Row

# The head of a title: without a number in front and without what follows a bracket or a dash.
HEAD = re.compile(r"(?:\d+\s*[-._]\s*)?(.+?)(?:\s*[(\[]|\s+-\s|$)")


def keys_of(row: Row) -> Iterator[int]:
    """Give the keys of a track or an entry, as numbers."""
    _, title, artist, album, album_artist, _, number, *_ = row
    title = repaired(title)
    words = _telling(folded(title).split())
    names = _words_of_name(artist or album_artist)
    for place, word in enumerate(words):
        # Two words of a title alone are shared by too many: "sped up", "2015 remaster".
        for other in names or words[place + 1 :]:
            yield hash(f"{word} {other}" if word < other else f"{other} {word}")
    head = HEAD.match(title)
    for text in {title, head[1] if head else title}:
        yield from _of_title("".join(_telling(folded(text).split())), names)
    if album and number:
        yield hash((number, _words_of_name(album)))


def _of_title(whole: str, names: tuple[str, ...]) -> Iterator[int]:
    yield hash(whole)
    size = END if len(whole) >= 2 * END else SHORT_END
    for name in names:
        yield hash(f"^{whole[:size]} {name}")
        yield hash(f"{whole[-size:]}$ {name}")


@lru_cache(maxsize=20_000)
def _words_of_name(name: str) -> tuple[str, ...]:
    return _telling(folded(repaired(name)).split())


def _telling(words: list[str]) -> tuple[str, ...]:
    telling = [word for word in words if word not in COMMON]
    return tuple(dict.fromkeys(telling or words))[:MOST_WORDS]
