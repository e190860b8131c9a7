"""What holds for every library; the libraries are made of few words, so that much is alike."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analyses.duplicates import detection
from analyses.duplicates.detection import Record, Settings
from analyses.duplicates.detection.grouping import groups
from tests.analyses.detecting import groups_of, ids_of, scores_of, track

few = settings(
    max_examples=40, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)

WORDS = ("river", "stone", "blue", "night", "paper", "moon", "gold", "rain")
SUFFIXES = ("", "", "", " (Live)", " - Remix", " Pt. 2", " [Explicit]", " - 2011 Remaster")
names = st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map(" ".join)
tracks = st.builds(
    lambda *fields: Record(0, *fields),
    st.builds(str.__add__, names, st.sampled_from(SUFFIXES)),
    st.one_of(names, st.just("")),
    st.one_of(names, st.none()),
    st.none(),
    st.sampled_from([1990, 1991, None]),
    st.sampled_from([1, 2, 3, None]),
    st.none(),
    st.sampled_from([200.0, 201.0, 204.5, 209.0, 260.0, None]),
)
libraries = st.lists(tracks, min_size=2, max_size=14)


def numbered(rows: list[Record]) -> list[Record]:
    return [row._replace(track_id=10 * number) for number, row in enumerate(rows, start=1)]


@given(rows=libraries, chance=st.randoms(use_true_random=False))
@few
def test_the_order_of_tracks_changes_nothing(rows, chance):
    rows = numbered(rows)
    library = detection.prepare(rows)
    groups = groups_of(library)
    chance.shuffle(rows)

    assert groups_of(detection.prepare(rows)) == groups


@given(rows=libraries, chance=st.randoms(use_true_random=False))
@few
def test_the_order_of_pairs_changes_nothing(rows, chance):
    library = detection.prepare(numbered(rows))
    pairs = scores_of(library)
    order = list(range(len(pairs)))
    chance.shuffle(order)

    shuffled = detection.group(library, pairs.only(order))

    assert shuffled == detection.group(library, pairs)


@given(left=tracks, right=tracks)
@few
def test_scores_are_symmetric(left, right):
    there = scores_of(detection.prepare(numbered([left, right])))
    back = scores_of(detection.prepare(numbered([right, left])))

    assert there.confidence.tolist() == back.confidence.tolist()
    assert there.kind.tolist() == back.kind.tolist()


@given(rows=libraries)
@few
def test_an_unrelated_track_changes_no_group(rows):
    rows = numbered(rows)
    library = detection.prepare(rows)
    other = Record(track_id=5, title="Zyxomma", artist="Quokka Vex", duration=99.0)
    larger = detection.prepare([*rows, other])

    assert ids_of(larger, groups_of(larger)) == ids_of(library, groups_of(library))


@given(rows=libraries, which=st.integers(0, 13))
@few
def test_a_copy_joins_its_track(rows, which):
    rows = numbered(rows)
    original = rows[which % len(rows)]
    if not original.artist:
        original = rows[which % len(rows)] = original._replace(artist="stone moon")
    library = detection.prepare([*rows, original._replace(track_id=5)])

    groups = ids_of(library, groups_of(library))

    assert any({5, original.track_id} <= group for group in groups)


@given(rows=libraries)
@few
def test_every_member_matches_the_canonical(rows):
    library = detection.prepare(numbered(rows))

    assert all(min(group.scores) >= 0.5 for group in groups_of(library))


@given(
    rows=libraries, pairs=st.lists(st.tuples(st.integers(0, 13), st.integers(0, 13)), max_size=4)
)
@few
def test_not_a_duplicate_is_obeyed(rows, pairs):
    rows = numbered(rows)
    picked = [(rows[a % len(rows)].track_id, rows[b % len(rows)].track_id) for a, b in pairs]
    library = detection.prepare(rows)

    groups = ids_of(library, groups_of(library, [(a, b, "not_duplicate") for a, b in picked]))

    assert not any({a, b} <= group for group in groups for a, b in picked if a != b)


@given(rows=libraries, a=st.integers(0, 13), b=st.integers(0, 13))
@few
def test_a_duplicate_by_verdict_is_obeyed(rows, a, b):
    rows = numbered(rows)
    one, other = rows[a % len(rows)].track_id, rows[b % len(rows)].track_id
    library = detection.prepare(rows)

    groups = ids_of(library, groups_of(library, [(one, other, "duplicate")]))

    assert one == other or any({one, other} <= group for group in groups)


@given(left=tracks, right=tracks)
@few
def test_reasons_add_up_to_the_confidence(left, right):
    library = detection.prepare(numbered([left, right]))
    pairs = scores_of(library)

    for confidence, kind in zip(pairs.confidence, pairs.kind, strict=True):
        if kind != detection.Kind.VERSION:
            total = sum(reason["contribution"] for reason in detection.explain(library, 0, 1))
            assert total == pytest.approx(100 * confidence, abs=1e-3)


@given(rows=libraries, field=st.sampled_from(["album", "year", "duration", "artist"]))
@few
def test_what_goes_missing_never_raises_a_copys_confidence(rows, field):
    whole = track()
    less = whole._replace(**{field: None})

    there = scores_of(detection.prepare(numbered([whole, whole]))).confidence
    missing = scores_of(detection.prepare(numbered([whole, less]))).confidence

    assert missing <= there


class Cancelled(Exception):
    pass


@given(rows=libraries, after=st.integers(0, 12))
@few
def test_a_cancelled_run_leaves_no_trace(rows, after):
    calls = []

    def progress(step: str, done: int, total: int) -> None:
        calls.append(step)
        if len(calls) > after:
            raise Cancelled

    rows = numbered(rows)
    before = list(rows)
    try:
        library = detection.prepare(rows, progress=progress)
        detection.find_candidates(library, progress)
        detection.group(library, scores_of(library), progress=progress)
    except Cancelled:
        pass

    assert rows == before
    library = detection.prepare(rows)
    assert groups_of(library) == groups_of(detection.prepare(before))


@given(
    rows=libraries,
    copies=st.lists(st.integers(0, 13), max_size=4),
    said=st.lists(
        st.tuples(
            st.integers(0, 17), st.integers(0, 17), st.sampled_from(["duplicate", "not_duplicate"])
        ),
        max_size=2,
    ),
)
@settings(max_examples=150, deadline=None, derandomize=True)
def test_groups_seen_at_once_are_those_of_the_linkage(rows, copies, said):
    rows = numbered([*rows, *(rows[which % len(rows)] for which in copies)])
    library = detection.prepare(rows)
    pairs = scores_of(library)
    verdicts = [(10 * a, 10 * b, says) for a, b, says in said if a != b]
    usable = pairs.only(pairs.kind != detection.Kind.VETOED)
    usable = usable.only(usable.gap <= 8.05)

    linkage = groups._Grouping(library, usable, verdicts, Settings(), detection.silent).groups()

    assert detection.group(library, pairs, verdicts) == sorted(
        linkage, key=lambda group: min(group.members)
    )
