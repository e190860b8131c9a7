"""What artists and albums tell apart where the titles are plain: makers of karaoke and tributes, plays and
readings, concerts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from analyses.duplicates.detection.normalise.words import CONCERT, DAY, LIVE, SPOKEN
from analyses.duplicates.detection.scoring.place import id_agrees
from analyses.duplicates.detection.scoring.rows import each_different
from analyses.duplicates.detection.scoring.similarity import NUMBER

if TYPE_CHECKING:
    from analyses.duplicates.detection.scoring.evidence import Evidence

KARAOKE = "karaoke"
# Kinds that an album is of as a whole, whatever its name.
ALWAYS_APART = frozenset({KARAOKE, "abridged"})
# Who has one of these words in the name plays what others are known for.
MAKERS = frozenset({KARAOKE, "tribute", "tributes"})
# Kinds of version that an edition of an album is made of.
OF_EDITIONS = frozenset(
    {"instrumental", "acapella", "acoustic", "rerecorded", "clean", "demo", "piano", "speed"}
)
# Artists as alike as this may be one with a word more.
NAMED_LIKE = 0.65
# Seconds by which the lengths of one recording differ, as programs measure them.
ROUNDED = 0.3
# Albums less alike are two.
OTHER_ALBUM = 0.85
YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


def by_karaoke_makers(evidence: Evidence) -> np.ndarray:
    """Return for each pair whether only one artist is a maker of karaoke or tributes named like the
    other, while nothing says that the other's track is karaoke: "The Lanterns Tribute Band" beside "The
    Lanterns"."""
    values, texts = evidence.library.values, evidence.texts

    def is_karaoke(artist: int, version: int, album: int) -> tuple[bool, bool]:
        told = KARAOKE in values.kinds[album] or any(
            k == KARAOKE for k, _ in values.signatures[version]
        )
        return not MAKERS.isdisjoint(texts[artist].split()), told

    def are_apart(codes: tuple[int, ...]) -> bool:
        left, right = is_karaoke(*codes[:3]), is_karaoke(*codes[3:])
        return left[0] != right[0] and not any(right if left[0] else left)

    artists, albums = evidence.artists, evidence.both("album_kinds")
    may_be = (artists[0] != artists[1]) & (artists[0] > 0) & (artists[1] > 0)
    rows = np.flatnonzero(may_be & ((evidence.artist_ratio > NAMED_LIKE) | evidence.artist_overlap))
    columns = [of[rows] for side in (0, 1)
               for of in (artists[side], evidence.tails[side].version, albums[side])]  # fmt: skip
    found = np.zeros(len(may_be), bool)
    found[rows] = each_different(columns, are_apart).astype(bool)
    return found


def played_and_read(evidence: Evidence) -> np.ndarray:
    """Return for each pair whether one track is of a radio play and the other of an audio book, by title
    or album."""
    values = evidence.library.values

    def spoken(version: int, album: int) -> set[str]:
        return {*values.kinds[album], *(kind for kind, _ in values.signatures[version])} & SPOKEN

    def are_apart(codes: tuple[int, ...]) -> bool:
        left, right = spoken(*codes[:2]), spoken(*codes[2:])
        return bool(left and right) and left.isdisjoint(right)

    albums = evidence.both("album_kinds")
    columns = [of for side in (0, 1) for of in (evidence.tails[side].version, albums[side])]
    return each_different(columns, are_apart).astype(bool)


def two_editions(evidence: Evidence) -> np.ndarray:
    """Return for each pair whether an album is karaoke, or an abridged book, and the other is not, or is one
    of several of one name whose recordings are others: "Low Tide (Instrumentals)" beside "Low Tide"; while the titles say
    the same, and no id."""
    values = evidence.library.values
    left, right = evidence.both("album")
    of_one_name = ((left == right) & (left > 0)) | evidence.album_overlap

    def are_apart(codes: tuple[int, ...]) -> bool:
        differ = values.kinds[codes[0]] ^ values.kinds[codes[1]]
        return bool(differ & ALWAYS_APART or (codes[2] and differ & OF_EDITIONS))

    kinds = evidence.both("album_kinds")
    found = each_different([*kinds, of_one_name.astype(np.int32)], are_apart).astype(bool)
    tails = evidence.tails
    found &= (left > 0) & (right > 0) & (tails[0].version == tails[1].version)
    return np.asarray(found & ~id_agrees(evidence))


def two_days(evidence: Evidence) -> np.ndarray:
    """Return for each pair whether its albums name two days: two concerts, or two shows. Which number is
    the month is not always told: the same three numbers are one day, "1977-05-08" and "5/8/77"."""
    texts = evidence.texts

    def days(album: int) -> set[tuple[int, ...]]:
        named = (NUMBER.findall(day) for day in DAY.findall(texts[album]))
        return {tuple(sorted(int(number) % 100 for number in numbers)) for numbers in named}

    def are_two(codes: tuple[int, ...]) -> bool:
        here, there = map(days, codes)
        return bool(here and there) and here.isdisjoint(there)

    live = np.array([CONCERT in kinds for kinds in evidence.library.values.kinds], bool)
    both_live = np.logical_and(*(live[side] for side in evidence.both("album_kinds")))
    albums = [np.where(both_live, side, 0) for side in evidence.albums]
    return each_different(albums, are_two).astype(bool)


def two_concerts(evidence: Evidence) -> np.ndarray:
    """Return for each pair whether its albums are of two concerts, by name or by year, and neither title
    says of which it is."""
    values = evidence.library.values

    def are_live(codes: tuple[int, ...]) -> bool:
        named = any(
            kind == LIVE and detail for c in codes[:2] for kind, detail in values.signatures[c]
        )
        return not named and all(CONCERT in values.kinds[code] for code in codes[2:])

    sides = (evidence.tails[0].version, evidence.tails[1].version, *evidence.both("album_kinds"))
    found = each_different(list(sides), are_live).astype(bool)
    left, right = evidence.albums
    other = (evidence.album_ratio < OTHER_ALBUM) & ~evidence.album_overlap
    alike = np.flatnonzero(found & ~other)
    pairs = zip(left[alike].tolist(), right[alike].tolist(), strict=True)
    years = [tuple(set(YEAR.findall(evidence.texts[code])) for code in pair) for pair in pairs]
    found[alike] = [bool(here and there) and here.isdisjoint(there) for here, there in years]
    return found
