"""Albums without their editions, and what their names say about year and version."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from analyses.duplicates.detection.normalise.number_words import ROMAN
from analyses.duplicates.detection.normalise.numbers import uniform
from analyses.duplicates.detection.normalise.placeholders import is_unknown
from analyses.duplicates.detection.normalise.positions import position_of
from analyses.duplicates.detection.normalise.text import folded, repaired, words_of
from analyses.duplicates.detection.normalise.versions import kinds_of_album
from analyses.duplicates.detection.normalise.years import year_of

# "(1998)" or "(unknown)" behind an album's name: its year.
YEAR_BEHIND = re.compile(r"\s*[(\[](\d{4}|unknown|unk\.?|null)[)\]]\s*$", re.IGNORECASE)
EDITION = (
    r"deluxe|expanded|anniversary|remaster(?:ed)?|edition|bonus|explicit|special|limited|"
    r"collector'?s|reissue|complete|legacy|super|digital|version|mono|stereo"
)
DISC = r"(?:disc|disk|cd) ?\d+"
EDITION_IN_BRACKETS = re.compile(
    rf"\s*[(\[](?:{DISC}|[^()\[\]]*\b(?:{EDITION})\b[^()\[\]]*)[)\]]", re.IGNORECASE
)
NUMBER_OF_DISC = re.compile(r"\b(?:disc|disk|cd) ?(\d+)", re.IGNORECASE)
# Behind a dash only where hardly anything else is said.
EDITION_BEHIND = re.compile(
    rf"\s+[-–—:]\s+(?:single|ep|{DISC}|(?:\S+\s+){{0,3}}(?:{EDITION})(?:\s+(?:{EDITION}|\d+))*)$"
    r"|\s+(?:deluxe edition|deluxe)$",
    re.IGNORECASE,
)
# Roman numbers that are letters too: of an album's name numbers at its end, or before what it is.
ROMAN_AT_END = re.compile(
    r"(?<=\w )([ivx]|vi|xi)(?= (?:ost|original|soundtrack|score)\b|$)|(?<=\w )(vi|xi)(?!\w)"
)
# Only "deluxe" can be cut from it.
PLAIN_NAME = re.compile(r"[\w ,.'!?&]*")


@dataclass(frozen=True, slots=True)
class Album:
    """words: folded name without edition; whole: with it; year, disc: told by the name, 0 if none."""

    words: str
    whole: str
    year: int
    kinds: frozenset[str]
    disc: int = 0


NO_ALBUM = Album("", "", 0, frozenset())


@lru_cache(maxsize=65_536)
def album_of(name: str) -> Album:
    """Return what an album field says; NO_ALBUM where it says nothing."""
    text = repaired(name).replace("_", " ")
    behind = YEAR_BEHIND.search(text)
    if behind:
        text = text[: behind.start()]
    whole = words_of(text)
    year = year_of(behind[1]) if behind else 0
    with_article = folded(text)
    if not whole or is_unknown(whole) or is_unknown(with_article):
        return Album("", "", year, frozenset()) if year else NO_ALBUM
    words, kinds, disc = whole, kinds_of_album(with_article), 0
    if PLAIN_NAME.fullmatch(text) is None or "deluxe" in whole:
        plain = EDITION_BEHIND.sub("", EDITION_IN_BRACKETS.sub("", text))
        words = words_of(plain) or whole
        # "(US Version)" is an edition, and still what the title's "(US Version)" means.
        kinds |= kinds_of_album(folded(plain))
        disc = _disc_in(text)
    return Album(
        words=_numbered(uniform(words)),
        whole=whole,
        year=year,
        kinds=kinds,
        disc=disc,
    )


def _numbered(words: str) -> str:
    """Return an album's name with roman numbers as digits: "Anthology I" as well as "Anthology II"."""
    if not words.endswith(("i", "v", "x")) and not any(end in words for end in ("i ", "v ", "x ")):
        return words
    return ROMAN_AT_END.sub(lambda found: str(ROMAN[found[0]]), words)


def _disc_in(text: str) -> int:
    """Return the number of the disc that stands where an edition would, 0 where none does."""
    for edition in (EDITION_IN_BRACKETS, EDITION_BEHIND):
        for found in edition.finditer(text):
            if disc := NUMBER_OF_DISC.search(found[0]):
                return position_of(disc[1])
    return 0
