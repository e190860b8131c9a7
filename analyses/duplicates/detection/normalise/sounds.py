"""What is left of a text however it is written in Latin letters: "Солнышко", "Solnyshko" and "Solnyško" are
"slnsk".

Systems of transliteration differ in vowels and in how they write hissing sounds; the other consonants
they have in common.
"""

from __future__ import annotations

import re

LATIN = re.compile("[a-z]")
# From the longest on, as a part of one is another.
_HISSING = tuple(
    s.encode() for s in ("shch", "tsch", "tch", "sch", "sh", "ch", "zh", "ts", "tz", "cz")
)
_ALONE = bytes.maketrans(b"cqwz", b"kkvs")
_SILENT = b"aeiouyjh '"
_TWICE = tuple(2 * letter.encode() for letter in "bdfgklmnprstv")


def sounds_of(text: str) -> str:
    """Return the consonants and digits of a folded text, spaces left out."""
    if not text.isascii():
        from anyascii import anyascii

        text = anyascii(text).lower()
    # Bytes are the faster ones here, and each different text of a library comes by.
    sounds = text.encode().replace(b"kh", b"").replace(b"ph", b"f").replace(b"x", b"ks")
    for written in _HISSING:
        sounds = sounds.replace(written, b"s")
    sounds = sounds.translate(_ALONE, _SILENT)
    for written in _TWICE:
        sounds = sounds.replace(written, written[:1])
    return sounds.decode()


def is_latin(text: str) -> bool:
    """Return whether at least half of the letters of a folded text are Latin ones."""
    if text.isascii():
        return True
    return 2 * len(LATIN.findall(text)) >= sum(map(str.isalpha, text))
