"""The stored keys that text is ordered, filtered and searched by, the same on every machine."""

from __future__ import annotations

import re
import unicodedata

# An index row must stay far below PostgreSQL's 2.7 kB; nobody sorts by the 201st character.
MAX_KEY = 200

# Latin, Greek and Cyrillic accents. Marks of other scripts are letters to their readers and stay.
ACCENTS = re.compile("[\u0300-\u036f]")


def sort_key(text: str) -> str:
    """Return `text` without case, accents and doubled spaces, at most 200 characters.

    Never empty unless `text` is blank."""
    words = " ".join(text.split())
    if words.isascii():
        return words[:MAX_KEY].lower().rstrip()
    bare = ACCENTS.sub("", unicodedata.normalize("NFKD", words.casefold()))
    key = " ".join(unicodedata.normalize("NFC", bare).split())
    return key[:MAX_KEY].rstrip() or words[:MAX_KEY]
