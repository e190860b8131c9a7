"""The artists of a track as names, whatever joins them."""

from __future__ import annotations

import re
from functools import lru_cache

from analyses.duplicates.detection.normalise.placeholders import is_unknown
from analyses.duplicates.detection.normalise.text import folded, repaired, words_of

JOINED = re.compile(
    r"\s*[;,/&×|]\s*|\s+\+\s+|[\s(\[]+(?:feat|ft|featuring|with|vs|versus|x|and|und)(?:\.\s*|\s+)",
    re.IGNORECASE,
)
# What is left of names without their foreign letters.
JOINTS = re.compile(r"[,;&/ ]+")
ARTICLE_BEHIND = re.compile(r"^(.*\S),\s*(the|los|las|les|die|der)\s*$", re.IGNORECASE)
# Words of a name that people write or leave out.
LEFT_OUT = frozenset({"and", "the", "feat", "ft", "featuring", "with", "vs"})

Names = tuple[str, ...]


@lru_cache(maxsize=65_536)
def names_of(artist: str) -> Names:
    """Return the folded names of an artist field, in order; empty where it says nobody."""
    text = repaired(artist).replace("_", " ")
    whole = words_of(text)
    if not whole or is_unknown(whole) or JOINTS.fullmatch(text):
        return ()
    text = ARTICLE_BEHIND.sub(r"\2 \1", text)
    names = (words_of(name.strip(" ()[]")) for name in JOINED.split(text))
    return tuple(dict.fromkeys(n for n in names if n)) or (whole,)


@lru_cache(maxsize=65_536)
def words_of_all(names: Names) -> str:
    """Return the different words of all names in alphabetical order: names in any order compare
    equal, and so do "AC/DC" and "AC-DC"."""
    words = {word for name in names for word in name.split()}
    return " ".join(sorted(words - LEFT_OUT or words))


def is_name_of(words: str, names: Names) -> bool:
    """Return whether folded words are these artists' names."""
    return bool(names) and words_of_all(tuple(folded(words).split())) == words_of_all(names)
