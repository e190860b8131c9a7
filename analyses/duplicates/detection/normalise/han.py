"""Chinese characters in one form: traditional ones as simplified, so that "愛你" and "爱你" are one title."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

HAN = (range(0x3400, 0x4DC0), range(0x4E00, 0xA000))
"""Unicode's blocks of Chinese characters that have two forms."""


def simplified(text: str) -> str:
    """Return a text with its characters in their simplified form, by OpenCC's table of characters."""
    return "".join(map(_simplified, text))


def _simplified(character: str) -> str:
    if not any(ord(character) in block for block in HAN):
        return character
    return str(_converter().convert(character))


@lru_cache(maxsize=1)
def _converter() -> Any:
    from opencc import OpenCC

    return OpenCC("t2s")
