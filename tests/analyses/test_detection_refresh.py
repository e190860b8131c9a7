"""A refresh compares what has changed alone, and finds what a whole run finds."""

from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analyses.duplicates import detection
from analyses.duplicates.detection import Prepared, Record, Settings
from analyses.duplicates.detection.block import buckets, divisions
from tests.analyses.detecting import scores_of, track

WORDS = ("river", "stone", "blue", "night")
SUFFIXES = ("", "", "", " (Live)", " - Remix", " Pt. 2", " - 2011 Remaster", " (Blue River)")
titles = st.builds(
    str.__add__,
    st.lists(st.sampled_from(WORDS), min_size=0, max_size=2).map(" ".join),
    st.sampled_from(SUFFIXES),
)
tracks = st.builds(
    lambda *fields: Record(0, *fields),
    titles,
    st.sampled_from(["", "stone", "stone night", "blue"]),
    st.sampled_from([None, "blue river", "night"]),
    st.none(),
    st.sampled_from([1990, None]),
    st.sampled_from([1, 2, None]),
    st.none(),
    st.sampled_from([200.0, 201.0, 209.0, 228.0, 260.0, None]),
    st.sampled_from([None, None, "GB0000000001"]),
)


@st.composite
def edits(draw):
    """Return tracks by id before and after an edit: some changed, some gone, some new, some both
    before and behind the others."""
    before = dict(enumerate(draw(st.lists(tracks, min_size=1, max_size=18)), start=10))
    after = dict(before)
    for one in draw(st.lists(st.sampled_from(sorted(before)), max_size=5)):
        after.pop(one, None)
    for one in draw(st.lists(st.sampled_from(sorted(before)), max_size=4)):
        after[one] = draw(tracks)
    for one in draw(st.lists(st.integers(1, 60), max_size=4)):
        after[one] = draw(tracks)
    return before, after


def rows_of(library: dict[int, Record]) -> list[Record]:
    return [one._replace(track_id=number) for number, one in library.items()]


def prepared_of(rows: list[Record]) -> Prepared:
    library = detection.prepare(rows)
    return Prepared(library=library, atoms=detection.atoms_of(library, detection.silent))


def changed_between(before: dict[int, Record], after: dict[int, Record]) -> set[int]:
    return {one for one in before.keys() | after.keys() if before.get(one) != after.get(one)}


def by_ids(library, groups):
    ids = library.track_ids
    return [
        (
            ids[one.members].tolist(),
            [round(score, 5) for score in one.scores],
            round(one.average_similarity_score, 5),
            one.outcome,
            one.suggested_action,
            ids[one.related_versions].tolist(),
        )
        for one in groups
    ]


def pairs_by_ids(library, pairs):
    ids = library.track_ids
    rows = zip(
        ids[pairs.left].tolist(),
        ids[pairs.right].tolist(),
        pairs.confidence.tolist(),
        pairs.kind.tolist(),
        pairs.gap.tolist(),
        strict=True,
    )
    return sorted(rows)


def refreshed_pairs(before: Prepared, pairs, changed, rows):
    refreshed = detection.refresh(before, changed, rows)
    candidates = refreshed.candidates
    found = [
        detection.score(refreshed.library, *candidates.block(n)) for n in range(candidates.blocks)
    ]
    return refreshed, detection.joined([refreshed.kept(pairs), *found])


def assert_equals_a_whole_run(before, after, verdicts=(), chosen=None):
    """Refresh over the edit; pairs and groups must be those of a run over all of `after`."""
    chosen = chosen or Settings()
    old = prepared_of(rows_of(before))
    pairs = scores_of(old.library)
    groups = detection.group(old.library, pairs, verdicts, chosen)
    whole = detection.prepare(rows_of(after))
    changed = changed_between(before, after)
    rows = [one for one in rows_of(after) if one.track_id in changed]

    refreshed, now = refreshed_pairs(old, pairs, changed, rows)

    expected = scores_of(whole)
    assert pairs_by_ids(refreshed.library, now) == pairs_by_ids(whole, expected)
    again = detection.regroup(
        refreshed.library, now, refreshed.touched(pairs, now), verdicts, chosen
    )
    redone = set(refreshed.library.track_ids[again.redone].tolist())
    there = set(refreshed.library.track_ids.tolist())
    kept = [
        one
        for one in by_ids(old.library, groups)
        if not redone.intersection(one[0]) and there.issuperset(one[0])
    ]
    found = sorted(kept + by_ids(refreshed.library, again.groups))
    assert found == sorted(by_ids(whole, detection.group(whole, expected, verdicts, chosen)))
    return refreshed


@given(edit=edits())
@settings(
    max_examples=150,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
def test_a_refresh_finds_what_a_whole_run_finds(edit):
    assert_equals_a_whole_run(*edit)


@given(edit=edits(), limit=st.integers(2, 6), neighbours=st.integers(1, 4))
@settings(
    max_examples=300,
    deadline=None,
    derandomize=True,
    suppress_health_check=[
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
        HealthCheck.function_scoped_fixture,
    ],
)
def test_also_where_buckets_become_too_full_or_no_longer_are(monkeypatch, edit, limit, neighbours):
    monkeypatch.setattr(buckets, "LIMIT", limit)
    monkeypatch.setattr(divisions, "NEIGHBOURHOOD", neighbours)
    assert_equals_a_whole_run(*edit)


@given(edit=edits(), chance=st.randoms(use_true_random=False))
@settings(
    max_examples=80,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
def test_also_with_verdicts_and_other_settings(edit, chance):
    before, after = edit
    ids = sorted(before.keys() | after.keys())
    verdicts = []
    if len(ids) > 1:
        for says in chance.choices(["duplicate", "not_duplicate"], k=chance.randint(0, 3)):
            verdicts.append((*chance.sample(ids, 2), says))
    chosen = Settings(
        duration_tolerance=chance.choice([0.0, 8.0, 30.0]),
        group_other_releases=chance.choice([True, False]),
    )
    assert_equals_a_whole_run(before, after, verdicts, chosen)


@pytest.mark.parametrize("comes", [True, False])
def test_a_track_without_artist_lets_a_full_bucket_be_compared(monkeypatch, comes):
    monkeypatch.setattr(buckets, "LIMIT", 3)
    tracks = (
        ("Northern Harbour Lights", "Lanternss", 214.0),
        ("Northern Harbour Lightsp", "Lanterns", 214.0),
        ("Northern Harbour Rain", "Zebra", 90.0),
        ("Northern Harbour Stone", "Quokka", 400.0),
    )
    bare = {"album": None, "year": None, "track_number": None}
    some = {
        n: track(title=title, artist=artist, duration=seconds, **bare)
        for n, (title, artist, seconds) in enumerate(tracks, start=10)
    }
    more = {**some, 50: track(title="Northern Harbour Gold", artist=None, **bare)}

    named = (10, 11)
    assert not [pair for pair in pairs_of(some) if pair[:2] == named]
    assert [pair for pair in pairs_of(more) if pair[:2] == named]
    assert_equals_a_whole_run(*((some, more) if comes else (more, some)))


@pytest.mark.parametrize("where", [199.0, 201.2, 230.0])
def test_a_track_among_many_equal_ones_moves_their_order(monkeypatch, where):
    monkeypatch.setattr(buckets, "LIMIT", 4)
    monkeypatch.setattr(divisions, "NEIGHBOURHOOD", 2)
    bare = {"year": None, "track_number": None}
    some = {n: track(album=f"Album {n}", duration=200.0 + n / 10, **bare) for n in range(10, 22)}
    more = {**some, 5: track(album="Another", duration=where, **bare)}

    assert_equals_a_whole_run(some, more)
    assert_equals_a_whole_run(more, some)


def pairs_of(library: dict[int, Record]) -> list:
    prepared = detection.prepare(rows_of(library))
    return pairs_by_ids(prepared, scores_of(prepared))


def test_many_refreshes_in_a_row_find_what_a_whole_run_finds():
    chance = random.Random(5)

    def made() -> Record:
        return track(
            title=" ".join(chance.choices(WORDS, k=2)),
            artist=chance.choice(["stone", "blue", ""]),
            duration=chance.choice([200.0, 205.0, 240.0, None]),
        )

    library = {number: made() for number in range(1, 120)}
    state = prepared_of(rows_of(library))
    pairs = scores_of(state.library)
    for _ in range(12):
        after = dict(library)
        for number in chance.sample(range(1, 150), 6):
            if number in after and chance.random() < 0.5:
                del after[number]
            else:
                after[number] = made()
        changed = changed_between(library, after)
        rows = [one for one in rows_of(after) if one.track_id in changed]
        refreshed, pairs = refreshed_pairs(state, pairs, changed, rows)
        state, library = refreshed.prepared, after

    whole = detection.prepare(rows_of(library))
    assert pairs_by_ids(state.library, pairs) == pairs_by_ids(whole, scores_of(whole))


def test_nothing_changed_is_nothing_to_compare():
    rows = {number: track(title=f"Harbour {number}") for number in range(1, 50)}

    refreshed = assert_equals_a_whole_run(rows, rows)

    assert not refreshed.redo.any()
    assert (
        sum(len(refreshed.candidates.block(n)[0]) for n in range(refreshed.candidates.blocks)) == 0
    )


def test_one_change_compares_its_own_pairs_alone():
    rows = {number: track(title=f"Harbour {number}") for number in range(1, 50)}

    refreshed = assert_equals_a_whole_run(rows, {**rows, 7: track(title="Another Song")})

    assert refreshed.redo.sum() == 1


@given(edit=edits())
@settings(max_examples=60, deadline=None, derandomize=True)
def test_a_packed_library_comes_back_as_it_was(edit):
    before = prepared_of(rows_of(edit[0]))
    parts = list(detection.pack(before))
    whole = {part.name: part.data for part in parts}

    back = detection.unpack(whole)

    assert list(detection.pack(back)) == parts
    assert np.array_equal(back.library.track_ids, before.library.track_ids)
    assert pairs_by_ids(back.library, scores_of(back.library)) == pairs_by_ids(
        before.library, scores_of(before.library)
    )


def test_a_long_table_is_cut_into_parts(monkeypatch):
    from analyses.duplicates.detection import packing

    monkeypatch.setattr(packing, "PART_BYTES", 64)
    before = prepared_of([track(track_id=n, title=f"Harbour {n} Lights") for n in range(50)])
    whole: dict[str, bytes] = {}
    for part in detection.pack(before):
        assert len(part.data) <= 64
        whole[part.name] = whole.get(part.name, b"") + part.data

    back = detection.unpack(whole)

    assert back.library.values.texts == before.library.values.texts


def test_a_packed_library_that_lacks_a_part_is_refused():
    with pytest.raises(KeyError):
        detection.unpack({})
