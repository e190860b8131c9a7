"""Quality on a library of made-up songs whose copies are damaged as real ones are."""

from __future__ import annotations

import random

import numpy as np
import pytest

from analyses.duplicates import detection
from analyses.duplicates.detection import Record
from tests.analyses.detecting import groups_of

SYLLABLES = [
    "ba",
    "lo",
    "mi",
    "ren",
    "tas",
    "vor",
    "kel",
    "dun",
    "fa",
    "shi",
    "gor",
    "nel",
    "pav",
    "tri",
    "sol",
    "wen",
]
VERSIONS = (" (Live)", " - Acoustic", " (Instrumental)", " - Remix", ", Pt. 2")


def word(chance: random.Random) -> str:
    return "".join(chance.choices(SYLLABLES, k=chance.randint(1, 3))).title()


def words(chance: random.Random, most: int) -> str:
    return " ".join(word(chance) for _ in range(chance.randint(1, most)))


def damaged(song: Record, chance: random.Random) -> Record:
    """Return a copy of a song with one or two kinds of damage."""
    title, artist = str(song.title), str(song.artist)
    place = chance.randrange(1, len(title))
    kinds = (
        {"title": title.upper(), "artist": artist.lower()},
        {"title": title[:place] + title[place - 1] + title[place:]},
        {"title": f"{song.track_number:02} - {title}"},
        {"title": f"{artist} - {title}", "artist": ""},
        {"title": f"{title} [Explicit]", "year": None},
        {"title": f"{title} - 2011 Remaster"},
        {"album": "Greatest Hits", "track_number": chance.randint(1, 20)},
        {"album": None, "duration": None},
        {"duration": float(song.duration or 0) + chance.uniform(-4, 4)},
    )
    copy = song
    for changes in chance.sample(kinds, chance.choice((1, 1, 2))):
        title_is_changed = copy.title != song.title and "title" in changes
        copy = copy if title_is_changed else copy._replace(**changes)
    return copy


@pytest.fixture(scope="module")
def quality() -> tuple[float, float]:
    """Return precision and recall over pairs."""
    chance = random.Random(3)
    rows: list[Record] = []
    clusters: list[int] = []

    def add(song: Record, cluster: int) -> None:
        rows.append(song._replace(track_id=len(rows)))
        clusters.append(cluster)

    for cluster in range(0, 3000, 2):
        if cluster % 20 == 0:
            artist, album, year = words(chance, 2), words(chance, 3), chance.randint(1960, 2020)
        song = Record(
            0, words(chance, 4), artist, album, None, year, cluster // 2 % 10 + 1, None,
            chance.uniform(120, 320),
        )  # fmt: skip
        add(song, cluster)
        for _ in range(chance.choice((0, 0, 1, 2))):
            add(damaged(song, chance), cluster)
        if chance.random() < 0.1:
            add(song._replace(title=f"{song.title}{chance.choice(VERSIONS)}"), cluster + 1)
    return _measured(rows, np.array(clusters))


def _measured(rows: list[Record], clusters: np.ndarray) -> tuple[float, float]:
    labels = np.arange(len(rows))
    for group in groups_of(detection.prepare(rows)):
        labels[group.members] = group.canonical
    same, true = (np.equal.outer(of, of) for of in (labels, clusters))
    itself = len(rows)
    right = (same & true).sum() - itself
    return right / (same.sum() - itself), right / (true.sum() - itself)


def test_groups_are_right(quality):
    assert quality[0] > 0.99


def test_copies_are_found(quality):
    assert quality[1] > 0.96
