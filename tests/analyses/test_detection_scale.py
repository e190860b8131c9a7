"""Libraries that are made to be dear stay bounded: in pairs, in groups, and between two looks at the
progress. Counts alone are held here; `bench/hostile.py` measures seconds."""

from __future__ import annotations

import gc

import numpy as np
import pytest

from analyses.duplicates import detection
from analyses.duplicates.detection import Record, collector
from analyses.duplicates.detection import progress as pacing
from analyses.duplicates.detection.block import buckets, candidates, divisions, keys
from bench import hostile
from tests.analyses.detecting import groups_of, track

COUNT = 2000
# Pairs a track that no library may exceed: a few buckets, each full.
MOST_PAIRS = 300
# Tracks in a group that are not equal.
MOST_TOGETHER = 150
ALL_BUT_EQUAL = [name for name in hostile.LIBRARIES if name != "equal in every field"]


def library_of(name: str, count: int = COUNT) -> detection.Library:
    return detection.prepare(hostile.LIBRARIES[name][0](count))


def pairs_in_blocks(library: detection.Library) -> list[int]:
    found = detection.find_candidates(library)
    return [len(found.block(number)[0]) for number in range(found.blocks)]


def calls_of(monkeypatch, work) -> list[tuple[str, int, int]]:
    """Return the calls of a progress function that is called whenever it may be."""
    monkeypatch.setattr(pacing, "PATIENCE_SECONDS", 0.0)
    calls: list[tuple[str, int, int]] = []
    work(lambda *said: calls.append(said))
    return calls


def steps_of(calls: list[tuple[str, int, int]], step: str) -> np.ndarray:
    """Return how much was done between two calls of a step, where nothing began anew."""
    done = [0, *(done for name, done, _ in calls if name == step)]
    return np.diff(done)[np.diff(done) >= 0]


@pytest.mark.parametrize("name", hostile.LIBRARIES)
def test_no_track_is_compared_with_all_others(name):
    assert sum(pairs_in_blocks(library_of(name))) <= MOST_PAIRS * COUNT


@pytest.mark.parametrize(
    "name", ["one title, no artist", "untagged files", "one title, as many artists"]
)
def test_twice_the_tracks_are_about_twice_the_pairs(monkeypatch, name):
    monkeypatch.setattr(buckets, "LIMIT", 30)
    monkeypatch.setattr(divisions, "NEIGHBOURHOOD", 8)
    once, twice = (sum(pairs_in_blocks(library_of(name, count))) for count in (1500, 3000))

    assert twice <= 2.6 * once


@pytest.mark.parametrize("name", hostile.LIBRARIES)
def test_no_block_is_larger_than_it_may_be(name):
    limit = candidates.BLOCK_SIZE + 10 * buckets.LIMIT

    assert max(pairs_in_blocks(library_of(name))) <= limit


def test_long_titles_make_more_and_smaller_blocks():
    usual = [track(track_id=n, title=f"Harbour {n % 7}", duration=200.0 + n) for n in range(300)]
    guests = ", ".join(f"Guest{n} Name" for n in range(60))
    long = [one._replace(title=f"{one.title} (feat. {guests})") for one in usual]
    few, many = (detection.find_candidates(detection.prepare(rows)) for rows in (usual, long))

    assert many.blocks > few.blocks


@pytest.mark.parametrize("name", ALL_BUT_EQUAL)
def test_only_equal_tracks_make_large_groups(name):
    assert all(len(group.members) <= MOST_TOGETHER for group in groups_of(library_of(name)))


def test_all_equal_tracks_are_one_group_of_as_many_pairs_as_copies():
    library = library_of("equal in every field")

    assert sum(pairs_in_blocks(library)) == COUNT - 1
    assert [len(group.members) for group in groups_of(library)] == [COUNT]


@pytest.mark.parametrize("name", hostile.LIBRARIES)
def test_reading_looks_at_the_progress_every_few_tracks(monkeypatch, name):
    rows = list(hostile.LIBRARIES[name][0](COUNT))

    calls = calls_of(monkeypatch, lambda said: detection.prepare(rows, progress=said))

    steps = steps_of(calls, "normalise")
    assert len(steps) >= COUNT // 64
    assert steps.max() <= 64


def test_keys_are_made_some_thousand_tracks_between_two_calls(monkeypatch):
    monkeypatch.setattr(keys, "AT_ONCE", 100)
    library = library_of("untagged files")

    calls = calls_of(monkeypatch, lambda said: detection.find_candidates(library, said))

    nodes = len(np.unique(library.nodes))
    made = {done for name, done, total in calls if name == "block" and total == nodes}
    assert made >= set(range(0, nodes, 100))


def test_texts_are_read_some_hundred_between_two_calls(monkeypatch):
    library = library_of("one artist")

    calls = calls_of(monkeypatch, lambda said: detection.atoms_of(library, said))

    assert steps_of(calls, "block").max() <= 2048
    # Before and behind each of the seven readings.
    assert len(calls) >= 14


def test_pairs_are_grouped_some_hundred_between_two_calls(monkeypatch):
    library = library_of("one title, no artist")
    found = detection.find_candidates(library)
    blocks = [detection.score(library, *found.block(n)) for n in range(found.blocks)]
    pairs = detection.joined(blocks)

    calls = calls_of(monkeypatch, lambda said: detection.group(library, pairs, progress=said))

    assert steps_of(calls, "group").max() <= 256
    assert len(calls) >= len(pairs) // 1000


def test_a_cancel_is_heard_at_each_step():
    class Stop(Exception):
        pass

    def stop(step: str, done: int, total: int) -> None:
        raise Stop

    rows = [Record(n, "Silent Night", duration=200.0 + n) for n in range(500)]
    library = detection.prepare(rows)
    with pytest.raises(Stop):
        detection.prepare(rows, progress=stop)
    with pytest.raises(Stop):
        detection.find_candidates(library, stop)
    with pytest.raises(Stop):
        detection.group(library, detection.joined([]), progress=stop)


def test_what_was_read_is_not_searched_for_cycles_as_new():
    made = []
    with collector.pausing_collector():
        assert not gc.isenabled()
        made += [[n] for n in range(100_000)]

    assert gc.isenabled()
    assert gc.get_count()[0] < 10_000
    assert gc.get_freeze_count() == 0


def test_a_run_searches_among_young_objects_only():
    before = gc.get_threshold()

    with collector.sparing_old_objects():
        assert gc.get_threshold()[:2] == before[:2]
        assert gc.get_threshold()[2] == collector.NEVER

    assert gc.get_threshold() == before
