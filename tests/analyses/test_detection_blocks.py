"""Which pairs are compared at all, and that their number stays bounded."""

from __future__ import annotations

import random
import time

import numpy as np
import pytest

from analyses.duplicates import detection
from analyses.duplicates.detection import Record
from analyses.duplicates.detection.block import buckets
from tests.analyses.detecting import groups_of, ids_of, library_of, track

COMMON = [
    "love",
    "you",
    "me",
    "the",
    "in",
    "my",
    "night",
    "heart",
    "time",
    "life",
    "girl",
    "baby",
    "one",
    "day",
    "way",
    "world",
    "want",
    "go",
    "know",
    "feel",
]


def pairs_of(library: detection.Library) -> set[tuple[int, int]]:
    candidates = detection.find_candidates(library)
    found: set[tuple[int, int]] = set()
    for number in range(candidates.blocks):
        left, right = candidates.block(number)
        found |= set(zip(left.tolist(), right.tolist(), strict=True))
    return found


def of_common_words(count: int) -> list[Record]:
    chance = random.Random(1)
    return [
        Record(
            track_id=number,
            title=" ".join(chance.choices(COMMON, k=chance.randint(2, 4))),
            artist=f"{chance.choice(COMMON)} {chance.choice(COMMON)}",
            duration=chance.uniform(120, 300),
        )
        for number in range(count)
    ]


def test_each_pair_comes_once_and_in_order():
    candidates = detection.find_candidates(detection.prepare(of_common_words(600)))
    left, right = (
        np.concatenate(side)
        for side in zip(*(candidates.block(n) for n in range(candidates.blocks)), strict=True)
    )

    assert (left < right).all()
    assert len(set(zip(left.tolist(), right.tolist(), strict=True))) == len(left)


def test_blocks_are_the_same_every_time():
    rows = of_common_words(2000)
    here, there = (detection.find_candidates(detection.prepare(rows)) for _ in range(2))

    assert here.blocks == there.blocks > 1
    for number in range(here.blocks):
        assert np.array_equal(here.block(number), there.block(number))


def test_tracks_far_apart_in_length_are_not_compared():
    assert pairs_of(library_of(track(), track(duration=244.5))) == set()


def test_tracks_of_unknown_length_are_compared():
    assert pairs_of(library_of(track(), track(duration=None))) == {(0, 1)}


def test_common_words_take_no_more_than_their_share_of_time():
    rows = of_common_words(5000)
    started = time.process_time()

    groups_of(detection.prepare(rows))

    assert time.process_time() - started < 10


def test_a_full_bucket_is_divided_and_loses_no_copy(monkeypatch):
    monkeypatch.setattr(buckets, "LIMIT", 20)
    chance = random.Random(2)
    rows = [
        track(
            track_id=n, title=f"Harbour {n}", duration=chance.uniform(100, 400), track_number=None
        )
        for n in range(100)
    ]
    library = detection.prepare([*rows, rows[7]._replace(track_id=100, album="Other")])

    assert frozenset({7, 100}) in ids_of(library, groups_of(library))


@pytest.mark.parametrize("field", ["artist", "duration"])
def test_an_empty_field_divides_no_copy_away(monkeypatch, field):
    monkeypatch.setattr(buckets, "LIMIT", 20)
    rows = [
        track(track_id=n, artist=f"Band{n}", album=f"Album{n}", duration=100.0 + 9 * n)
        for n in range(30)
    ]
    copy = rows[7]._replace(track_id=30, **{field: None})
    library = detection.prepare([*rows, copy])

    assert frozenset({7, 30}) in ids_of(library, groups_of(library))


def test_a_thousand_copies_are_one_node():
    library = library_of(*[track()] * 1000)

    assert len(pairs_of(library)) == 999
    assert len(groups_of(library)[0].members) == 1000


def test_a_library_without_tracks_has_no_groups():
    library = detection.prepare([])

    assert detection.find_candidates(library).blocks == 0
    assert groups_of(library) == []


def test_a_track_id_that_comes_twice_is_refused():
    with pytest.raises(ValueError, match="twice"):
        detection.prepare([track(), track()])


def test_progress_is_told_often():
    said: list[str] = []

    def progress(step: str, done: int, total: int) -> None:
        assert done <= total
        said.append(step)

    library = detection.prepare(of_common_words(300), progress=progress, total=300)
    detection.find_candidates(library, progress)

    assert {"normalise", "block"} <= set(said)
