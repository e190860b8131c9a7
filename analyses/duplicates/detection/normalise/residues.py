"""Texts as programs leave them that can only write ASCII: the other letters are dropped."""

from __future__ import annotations

import re

BEYOND = re.compile(r"[^\x00-\x7f]+")


def residue_of(words: str) -> str:
    """Return the folded words without letters beyond ASCII: "tv" of "tvアニメ"; empty if none are left."""
    return " ".join(BEYOND.sub("", words).split())
