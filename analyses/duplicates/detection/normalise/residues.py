"""Texts as programs leave them that can only write ASCII: the other letters are dropped."""

from __future__ import annotations

import re
from functools import lru_cache

BEYOND = re.compile(r"[^\x00-\x7f]+")
NAMED = re.compile(r"[a-z0-9]")
# "003-  (live)": a file's number, and behind it no letter but in brackets.
NOTHING_BEHIND = re.compile(r"\s*\w{2,3}-([^(\[]*?)(?: ?[(\[].*)?", re.DOTALL)
YEAR_BEHIND = re.compile(r" ?[(\[][^)\]]*[)\]]\s*$")
# Of a title, an artist and an album, how many spaces are counted.
MOST_SPACES = 98


def residue_of(words: str) -> str:
    """Return the folded words without letters beyond ASCII: "tv" of "tvアニメ"; empty if none are left."""
    return " ".join(BEYOND.sub("", words).split())


def is_all_lost(words: str) -> bool:
    """Return whether folded words have letters, but none of them and no digit is ASCII."""
    return not words.isascii() and NAMED.search(words) is None


def gaps_of(title: str, artist: str, album: str) -> int:
    """Return a number for the spaces that a title without letters, its artist and its album still have
    where words were; 0 where the title has letters, or is simply missing."""
    found = NOTHING_BEHIND.fullmatch(title) if title.isascii() else None
    if found is None or any(c.isalnum() for c in found[1]):
        return 0
    several = (_spaces(found[1]), _spaces(artist), _spaces(YEAR_BEHIND.sub("", album, count=1)))
    return 1 + sum(number * (MOST_SPACES + 1) ** place for place, number in enumerate(several))


def _spaces(text: str) -> int:
    """Return the number of spaces in a text without letters, 0 for any other."""
    return 0 if any(c.isalnum() for c in text) else min(text.count(" "), MOST_SPACES)


@lru_cache(maxsize=4_096)
def has_words(gaps: int, place: int, words: str) -> bool:
    """Return whether dropping all of these words may leave as many spaces as `gaps` tells of the text
    at `place`: title, artist, album. Spaces at the ends may be lost, and signs may part words as well."""
    spaces = (gaps - 1) // (MOST_SPACES + 1) ** place % (MOST_SPACES + 1)
    return not spaces or 0 <= len(words.split()) - 1 - spaces <= 1
