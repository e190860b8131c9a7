"""Who performs what many perform: works, books, plays, by the names beside the composer's or author's."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from analyses.duplicates.detection.normalise.artists import LEFT_OUT, Names
from analyses.duplicates.detection.normalise.placeholders import Naming
from analyses.duplicates.detection.normalise.sounds import is_latin
from analyses.duplicates.detection.scoring.place import CLOSE, artists_alike
from analyses.duplicates.detection.scoring.rows import each_different
from analyses.duplicates.detection.scoring.versions import names_works

if TYPE_CHECKING:
    from analyses.duplicates.detection.scoring.evidence import Evidence

# Seconds by which lengths of one recording differ.
SAME_LENGTH = 0.3
# Words that begin with the same letters are one in two languages: "Philharmonic", "Philharmoniker".
SAME_BEGINNING = 5


def two_performers(evidence: Evidence) -> np.ndarray:
    """Return for each pair whether its artists agree and its album artists are others: of a work, a
    chapter or a book in parts they are the performers, or the readers. Of works, also
    whether their artists agree only in part."""
    leaders = evidence.both("leaders")
    nameless = [np.asarray(side != Naming.NAMES) for side in evidence.both("placeholder")]
    performed = names_works(evidence) | (nameless[0] & nameless[1])
    may_be = (leaders[0] > 0) & (leaders[1] > 0) & performed & artists_alike(evidence)
    lists = evidence.library.values.guests

    def are_others(codes: tuple[int, ...]) -> bool:
        here, there, artist, other = (lists[code] for code in codes)
        return not (_share(here, artist) or _share(there, other)) and are_two(here, there)

    names = evidence.both("names")
    found = each_different([np.where(may_be, of, 0) for of in (*leaders, *names)], are_others) > 0
    # The same of artists, "Composer; One" and "Composer; Other". At one place, or of one length to the
    # tenth of a second, each source names another of those who play.
    may_be = names_works(evidence) & (names[0] != names[1]) & (evidence.gap > SAME_LENGTH)
    may_be &= ~(evidence.same_place & (evidence.gap <= CLOSE))

    def are_partly(codes: tuple[int, ...]) -> bool:
        here, there = (lists[code] for code in codes)
        return _share(here, there) and are_two(here, there)

    return found | (each_different([np.where(may_be, of, 0) for of in names], are_partly) > 0)


def are_two(left: Names, right: Names) -> bool:
    """Return whether each has a name with no word of the other: of one orchestra under two conductors,
    too."""
    if is_latin(" ".join(left)) != is_latin(" ".join(right)):
        return False
    here, there = (_beginnings_of_all(names) for names in (left, right))
    return any(_beginnings(name).isdisjoint(there) for name in left) and any(
        _beginnings(name).isdisjoint(here) for name in right
    )


def _share(left: Names, right: Names) -> bool:
    return not _beginnings_of_all(left).isdisjoint(_beginnings_of_all(right))


def _beginnings_of_all(names: Names) -> frozenset[str]:
    """Return how all words of names begin, and their initials: "LSO" is an orchestra's whole name."""
    initials = ("".join(word[0] for word in name.split()) for name in names)
    return frozenset(initials).union(*map(_beginnings, names))


def _beginnings(name: str) -> frozenset[str]:
    return frozenset(word[:SAME_BEGINNING] for word in name.split() if word not in LEFT_OUT)
