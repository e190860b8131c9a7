"""How pairs become groups, on pairs written by hand."""

from __future__ import annotations

import numpy as np
import pytest

from analyses.duplicates import detection
from analyses.duplicates.detection import Group, Kind, Library, PairScores
from tests.analyses.detecting import ids_of, library_of, track


def five() -> Library:
    """Return five tracks that have nothing in common."""
    return library_of(*(track(title=f"Song {letter}") for letter in "abcde"))


def grouped(
    library: Library,
    *rows: tuple[int, int, float],
    kind: Kind = Kind.DUPLICATE,
    verdicts: tuple[tuple[int, int, str], ...] = (),
) -> list[Group]:
    left, right, confidence = zip(*rows, strict=True) if rows else ((), (), ())
    pairs = PairScores(
        left=np.array(left, np.int32),
        right=np.array(right, np.int32),
        confidence=np.array(confidence, np.float32),
        kind=np.full(len(rows), kind, np.int8),
        gap=np.zeros(len(rows), np.float32),
    )
    return detection.group(library, pairs, verdicts)


def test_a_chain_is_no_group():
    library = five()

    groups = grouped(library, (0, 1, 0.9), (1, 2, 0.8))

    assert ids_of(library, groups) == {frozenset({1, 2})}


def test_a_triangle_is_a_group():
    library = five()

    (group,) = grouped(library, (0, 1, 0.9), (1, 2, 0.8), (0, 2, 0.7))

    assert group.average_similarity_score == pytest.approx(0.8)


def test_an_absent_pair_counts_nothing():
    library = five()

    (group,) = grouped(library, (0, 1, 0.9), (0, 2, 0.9), (0, 3, 0.9), (1, 2, 0.9), (1, 3, 0.9))

    assert len(group.members) == 4
    assert group.average_similarity_score == pytest.approx(5 * 0.9 / 6)


def test_weak_pairs_make_no_group():
    assert grouped(five(), (0, 1, 0.49)) == []


@pytest.mark.parametrize("kind", [Kind.VETOED, Kind.VERSION])
def test_what_is_ruled_out_makes_no_group(kind):
    assert grouped(five(), (0, 1, 0.99), kind=kind) == []


def test_a_verdict_parts_a_pair():
    assert grouped(five(), (0, 1, 0.99), verdicts=((2, 1, "not_duplicate"),)) == []


def test_a_verdict_joins_a_pair():
    library = five()

    (group,) = grouped(library, verdicts=((4, 2, "duplicate"),))

    assert (group.members, group.scores) == ([1, 3], [1.0, 1.0])


def test_verdicts_join_a_chain():
    library = five()
    verdicts = ((1, 2, "duplicate"), (2, 3, "duplicate"), (3, 4, "duplicate"))

    (group,) = grouped(library, verdicts=verdicts)

    assert sorted(group.members) == [0, 1, 2, 3]


def test_who_is_joined_by_verdict_takes_nobody_away():
    library = five()

    (group,) = grouped(library, (0, 1, 0.99), verdicts=((1, 5, "duplicate"),))

    assert sorted(group.members) == [0, 1, 4]


def test_two_joined_by_verdict_bring_their_copies_but_for_one_that_is_kept_apart():
    library = five()
    verdicts = ((1, 3, "duplicate"), (2, 4, "not_duplicate"))

    groups = grouped(library, (0, 1, 0.99), (2, 3, 0.9), (2, 4, 0.95), verdicts=verdicts)

    assert ids_of(library, groups) == {frozenset({1, 2, 3, 5})}


def test_another_release_stays_one_to_whom_a_verdict_joins():
    library = five()
    verdicts = ((1, 5, "duplicate"),)

    (group,) = grouped(library, (0, 1, 0.99), kind=Kind.OTHER_RELEASE, verdicts=verdicts)

    assert (sorted(group.members), group.outcome) == ([0, 1, 4], "other_release")


def test_a_verdict_on_tracks_that_are_gone_is_passed_over():
    assert grouped(five(), verdicts=((1, 99, "duplicate"), (77, 2, "not_duplicate"))) == []


def test_members_come_by_falling_score():
    library = five()

    (group,) = grouped(library, (0, 1, 0.7), (0, 2, 0.9), (1, 2, 0.8))

    assert (group.members, [round(score, 3) for score in group.scores]) == (
        [0, 2, 1],
        [1.0, 0.9, 0.7],
    )
