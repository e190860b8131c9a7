"""The benchmark's measures, on groups that one can count by hand."""

from __future__ import annotations

import numpy as np
import pytest

from bench.libraries import Data, Pairs
from bench.quality import quality

# Three songs of 3, 2 and 1 tracks: four true pairs, two true groups.
SONGS = np.array([0, 0, 0, 1, 1, 2])


def data(songs: np.ndarray) -> Data:
    return Data(rows=[], clusters=songs)


def test_the_truth_itself_is_all_right():
    found = quality(np.array([9, 9, 9, 4, 4, 0]), data(SONGS))

    assert (found.precision, found.recall, found.f1, found.group_f1) == (1, 1, 1, 1)


def test_nothing_found_has_no_recall():
    found = quality(np.arange(6), data(SONGS))

    assert (found.recall, found.f1, found.group_f1) == (0, 0, 0)


def test_pairs_and_groups_are_counted():
    # {0, 1} and {3, 4} are right pairs, {2, 5} is a wrong one; only {3, 4} is a right group.
    found = quality(np.array([0, 0, 2, 3, 3, 2]), data(SONGS))

    assert found.precision == pytest.approx(2 / 3)
    assert found.recall == pytest.approx(2 / 4)
    assert found.f1 == pytest.approx(2 * 2 / (3 + 4))
    assert found.group_f1 == pytest.approx(2 * 1 / (3 + 2))


def test_a_group_with_a_stranger_is_not_exact():
    found = quality(np.array([0, 0, 0, 3, 3, 3]), data(SONGS))

    assert found.recall == 1
    assert found.precision == pytest.approx(4 / 6)
    assert found.group_f1 == pytest.approx(2 * 1 / (2 + 2))


def test_a_wrong_pair_with_a_judged_track_counts():
    # Judged: the second song. Its pair is missed, and one track of it is joined with the first song.
    found = quality(np.array([0, 0, 0, 0, 4, 5]), data(SONGS), SONGS == 1)

    assert (found.precision, found.recall, found.group_f1) == (0, 0, 0)


def test_what_has_no_judged_track_does_not_count():
    found = quality(np.array([0, 1, 2, 3, 3, 2]), data(SONGS), SONGS == 1)

    assert (found.precision, found.recall, found.f1, found.group_f1) == (1, 1, 1, 1)


def test_hand_labelled_pairs_are_judged_one_by_one():
    pairs = Pairs(rows=[], one=[True, True, False, False], names=[], strata=[])

    # Right, missed, wrong, right; that pairs one and two are one group is nobody's concern.
    found = quality(np.array([0, 0, 0, 3, 4, 4, 6, 7]), pairs)

    assert (found.precision, found.recall, found.f1) == (0.5, 0.5, 0.5)
    assert found.group_f1 is None
