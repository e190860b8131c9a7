"""Which track a row is: the same row of the same file, years later, is the same track.

A row is known by its persistent id, else its external id, else its path, else by title, artist,
album, disc, number and duration together. Rows equal in all of the last are told apart by their
place: the n-th equal row of a file is the n-th equal track, as equal rows are the very duplicates
that this library is there to find. An id names one track only, however often it comes.

The user is part of the hash: what thousands have in common must not pile up in one place of an index.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b
from typing import Any


def hashed(text: str) -> int:
    """Return 64 bits of `text` as PostgreSQL's bigint holds them."""
    digest = blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "little", signed=True)


def identity_of_id(user_id: int, kind: str, value: str) -> int:
    """`kind` is what sort of id it is: equal ids of two sorts are two things."""
    return hashed(f"{user_id}\x1f{kind}\x1f{value}")


def identity_of_values(user_id: int, values: Sequence[Any]) -> int:
    """`values`: title, artist, album, disc, number, duration; None for what is missing."""
    texts = ("" if value is None else str(value) for value in values)
    return hashed(f"{user_id}\x1fvalues\x1f" + "\x1f".join(texts))


class Occurrences:
    """Counts equal identities in the order of the file, in little memory: most come once."""

    def __init__(self) -> None:
        self._once: set[int] = set()
        self._more: dict[int, int] = {}

    def next(self, identity: int) -> int:
        """Return which one this is, from 1 on."""
        if identity not in self._once:
            self._once.add(identity)
            return 1
        count = self._more.get(identity, 1) + 1
        self._more[identity] = count
        return count
