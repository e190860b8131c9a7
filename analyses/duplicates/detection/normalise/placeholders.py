"""Values that people and programs write where they know nothing."""

from __future__ import annotations

import re
from enum import IntEnum

# Compared with the folded words of the whole field.
UNKNOWN = frozenset(
    """unknown unk unset none null nil undefined n a na empty missing tbd no artist|no title|no album|
    unknown artist|unknown title|unknown album|unknown track|not available|data not available|no data|
    no tags|untagged|various|various artists|va|v a|verschiedene interpreten|artistes divers|
    varios artistas|vari artisti|vários artistas|diverse|diverse artister|sconosciuto|desconocido|
    inconnu|unbekannt|unbekannter interpret|unbekanntes album|неизвестен|неизвестно|
    неизвестный исполнитель|неизвестный альбом""".replace("\n", " ").split("|")
)
_SINGLE = frozenset(
    [
        "unknown",
        "unk",
        "unset",
        "none",
        "null",
        "nil",
        "undefined",
        "na",
        "empty",
        "missing",
        "tbd",
        "n",
    ]
)
_WHOLE = frozenset(" ".join(value.split()) for value in UNKNOWN) | _SINGLE | {"n a", "no artist"}

# Words such as "[no artist]" only count in brackets where they could be a name.
NAMES_TOO = frozenset({"none", "empty", "missing", "diverse", "various", "va", "nil", "undefined"})

# Titles that name a place on a disc, not a piece of music.
NUMBERED = re.compile(
    r"(?:audio ?)?(?:track|title|titel|piste|pista|traccia|faixa|spur|трек|дорожка|トラック)"
    r" ?\d{0,3}(?: \d+)?|\d{1,3}|untitled(?: track)?(?: ?\d+)?|sans titre|ohne titel|sin titulo|"
    r"sem titulo|senza titolo|без названия|unknown|new recording(?: \d+)?|recording \d+"
)

# One of these, or a digit, is in each text that NUMBERED matches.
PLACES = frozenset(
    {
        *("track", "audiotrack", "title", "titel", "piste", "pista", "traccia", "faixa", "spur"),
        *("трек", "дорожка", "トラック", "untitled", "titre", "titulo", "titolo", "названия"),
        *("unknown", "recording"),
    }
)


def is_unknown(words: str, *, is_title: bool = False) -> bool:
    """Return whether folded words stand for "not known"; a title may be a name that is also one."""
    if words in _WHOLE:
        return not (is_title and words in NAMES_TOO)
    return False


def is_placeholder_title(words: str) -> bool:
    """Return whether a title names no piece of music, as "Track 01" or "Untitled"."""
    return not words or NUMBERED.fullmatch(words) is not None


class Naming(IntEnum):
    """What a title says."""

    NAMES = 0
    """It names a piece of music."""
    NOTHING = 1
    """Nothing: it is empty, or "Track 01"."""
    REPEATS = 2
    """Perhaps nothing: it is the artist or the album once more, or only signs. Many a song is called
    so; beside an unlike title it says nothing."""


def naming_of(words: str, artist: str, album: str) -> Naming:
    """Return what a folded title says, beside the first artist without spaces and the folded album."""
    if is_placeholder_title(words):
        return Naming.NOTHING
    compact = words.replace(" ", "")
    if compact in (artist, album.replace(" ", "")) or not any(c.isalnum() for c in compact):
        return Naming.REPEATS
    return Naming.NAMES
