"""/api/duplicates/analyses/{id}/preview: what another strictness would find, from kept scores."""

from __future__ import annotations

import random
from itertools import product
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.preferences import change
from analyses.duplicates import analyses, kept, verdicts
from analyses.duplicates.detection.block import candidates
from analyses.duplicates.models import DuplicateAnalysis, DuplicateTrack, Verdict
from analyses.duplicates.strictness import Strictness
from jobqueue import worker
from library import changes
from library.models import Track
from library.models.tracks import random_identity
from tests.analyses.runs import calling
from tests.factories import make_completed_analysis, make_library, make_running_analysis

pytestmark = pytest.mark.django_db(transaction=True)

# Tracks of a library whose groups are too many to be looked at one by one.
LARGE = 1500


@pytest.fixture
def preview(api, alice):
    def get(analysis, **asked):
        return api(alice).get(f"/api/duplicates/analyses/{analysis.pk}/preview", asked)

    return get


def add(user, *tracks):
    """Add tracks through the change log, each weighing 1000 bytes more than the one before."""
    with changes.writing(user.pk, "test") as log:
        log.added(
            Track.objects.create(user=user, size_bytes=1000 * number, **fields).pk
            for number, fields in enumerate(tracks, start=1)
        )


@pytest.fixture
def library(alice):
    """Pairs that differ in what the three settings are about: length, album, and how sure."""
    harbour = {"title": "Northern Harbour", "artist": "Paper Lanterns", "album": "Low Tide"}
    orchard = {"title": "Glass Orchard", "artist": "Vela Quartet", "duration": 190.0}
    violet = {"title": "Violet Engine", "artist": "Marble Foxes", "duration": 301.0}
    # Of their second tracks one has another artist, nearly, and of one too little is known to be sure.
    copper = {"title": "Copper Meridian", "artist": "Ash and Elm", "album": "Tin"}
    marble = {"title": "Marble Weather", "artist": "June Harrow", "album": "Stone"}
    add(
        alice,
        harbour | {"duration": 214.0, "year": 1997},
        harbour | {"duration": 219.0, "year": 1997},
        harbour | {"duration": 226.0},
        orchard | {"album": "Winter Hours"},
        orchard | {"album": "Anthology Volume Nine"},
        violet | {"album": "Signals", "year": 2004},
        violet | {"album": "Signals", "year": 2004},
        copper | {"duration": 250.0, "year": 1990, "track_number": 3},
        copper
        | {"artist": "Ash Elmwood", "album": "Rain", "year": 2001, "track_number": 9}
        | {"duration": 256.5},
        marble | {"duration": 180.0, "year": 1990, "track_number": 3},
        marble | {"artist": "", "album": "", "duration": 187.0, "year": 2001, "track_number": 9},
    )
    make_library(alice)


def found_by(analysis):
    """Return what a run has kept, as the preview counts it."""
    tracks = DuplicateTrack.objects.filter(group__analysis=analysis)
    copies = tracks.filter(is_canonical=False)
    return {
        "groups": analysis.groups.count(),
        "tracks": tracks.count(),
        "bytes": sum(copies.exclude(size_bytes=None).values_list("size_bytes", flat=True)),
    }


def test_left_as_it_was_it_counts_what_the_run_has_found(library, run, preview):
    analysis = run()

    answer = preview(analysis)

    assert answer.status_code == 200
    assert answer.json() == found_by(analysis)
    assert answer.json()["groups"] > 4


@pytest.mark.parametrize("ran_with", [1, 8])
def test_it_counts_what_a_run_so_strict_finds(library, run, preview, alice, ran_with):
    change(alice, {"duration_tolerance": ran_with})
    kept = run()
    seen = set()

    for confidence, tolerance, others in product((0.35, 0.97), (0, 6, 30), (True, False)):
        asked = {"duration_tolerance": tolerance, "group_other_releases": others}
        change(alice, asked)
        answer = preview(kept, min_confidence=confidence, **asked).json()
        assert answer == found_by(run(min_confidence=confidence)), (confidence, asked)
        seen.add(tuple(answer.values()))

    assert len(seen) > 4


def copies_at_random(user, count):
    """Add about so many tracks: recordings with copies that differ a little or much."""
    chance = random.Random(count)
    syllables = [a + b for a in "bdfgklmnprst" for b in ("a", "e", "i", "o")]

    def words():
        return " ".join("".join(chance.choices(syllables, k=3)) for _ in "ab").title()

    made = []
    while len(made) < count:
        one = {"title": words(), "artist": words(), "album": words(), "year": 1990,
               "duration": chance.uniform(120, 300), "size_bytes": chance.randint(1, 9999)}  # fmt: skip
        for _ in range(chance.choice((1, 1, 2, 2, 3, 12))):
            other = one | {"duration": one["duration"] + chance.choice((0, 3, 7, 12, 29))}
            other |= chance.choice(({}, {"album": words()}, {"artist": ""}, {"year": 2001}))
            other["title"] += chance.choice(("", "", "", " (Live)", "s"))
            made.append(Track(user=user, identity=random_identity(), **other))
    with changes.writing(user.pk, "test") as log:
        log.added(track.pk for track in Track.objects.bulk_create(made))


def verdicts_at_random(user, analysis, count):
    """Say something of pairs inside groups, and of pairs of neighbouring groups."""
    chance = random.Random(count)
    members = list(
        DuplicateTrack.objects.filter(group__analysis=analysis)
        .order_by("group__group_index", "position")
        .values_list("track_id", flat=True)
    )
    for place in chance.sample(range(len(members) - 1), count):
        verdicts.say(user, *members[place : place + 2], chance.choice(Verdict.Says.values))


def test_it_is_right_for_many_groups_and_verdicts(run, preview, alice):
    copies_at_random(alice, LARGE)
    kept = run()
    assert kept.total_groups_found > LARGE / 10
    verdicts_at_random(alice, kept, LARGE // 40)

    for confidence, tolerance, others in ((0.3, 30, True), (0.5, 8, True), (0.9, 2, False)):
        asked = {"duration_tolerance": tolerance, "group_other_releases": others}
        change(alice, asked)
        answer = preview(kept, min_confidence=confidence, **asked).json()
        assert answer == found_by(run(min_confidence=confidence)), (confidence, asked)


def test_looser_than_usual_a_run_keeps_what_is_less_sure(library, run):
    usual, loose = run(), run(min_confidence=0.3)

    assert found_by(loose)["groups"] > found_by(usual)["groups"]
    assert loose.groups.order_by("average_similarity_score").first().average_similarity_score < 0.5


def test_below_what_is_kept_it_is_as_at_the_least(library, run, preview):
    analysis = run()

    assert (
        preview(analysis, min_confidence=0).json() == preview(analysis, min_confidence=0.3).json()
    )


def test_after_a_refresh_the_older_one_still_has_its_preview(library, run, preview):
    older = run()
    newer = run()

    assert preview(older, min_confidence=0.9).json() == preview(newer, min_confidence=0.9).json()


def test_who_moves_a_slider_does_not_have_the_scores_read_again(library, run, preview):
    analysis = run()
    preview(analysis, min_confidence=0.9)

    with CaptureQueriesContext(connection) as queries:
        answer = preview(analysis, min_confidence=0.5)

    assert answer.json() == preview(analysis, min_confidence=0.5).json()
    assert not [one["sql"] for one in queries if "duplicates_scoreblock" in one["sql"]]


def test_a_partial_one_that_went_on_is_read_anew(
    library, start, run, preview, monkeypatch, looks_always
):
    monkeypatch.setattr(candidates, "BLOCK_SIZE", 2)
    analysis = start()
    with calling(
        monkeypatch,
        kept,
        "keep_block",
        lambda count: analyses.cancel(analysis) if count == 3 else None,
    ):
        worker.run_one("analysis")
    analysis.refresh_from_db()
    assert analysis.partial
    part = preview(analysis).json()
    assert part == found_by(analysis)

    analyses.resume(analysis)
    worker.run_one("analysis")
    analysis.refresh_from_db()

    whole = preview(analysis).json()
    assert whole == found_by(analysis)
    assert 0 < part["groups"] < whole["groups"]


@pytest.mark.parametrize("says", ["duplicate", "not_duplicate"])
def test_verdicts_are_obeyed_as_a_run_does(library, run, preview, alice, says):
    analysis = run()
    harbours = alice.tracks.filter(title="Northern Harbour").order_by("pk")
    one, other = harbours.first(), harbours.last()
    Verdict.objects.create(user=alice, track_a=one, track_b=other, verdict=says)

    assert preview(analysis).json() == found_by(run())


def test_it_follows_what_the_user_says_now(library, run, preview, alice):
    analysis = run()
    before = preview(analysis).json()
    one, other = alice.tracks.filter(title="Violet Engine").order_by("pk")
    Verdict.objects.create(user=alice, track_a=one, track_b=other, verdict="not_duplicate")

    assert preview(analysis).json()["groups"] == before["groups"] - 1


def test_a_track_that_went_still_counts(library, run, preview, alice):
    analysis = run()
    before = preview(analysis).json()
    trashed, gone = alice.tracks.filter(title="Violet Engine")
    changes.trash(alice.pk, [trashed.pk], origin="test")
    gone.delete()

    assert preview(analysis).json() == before


def test_an_empty_library_has_nothing(run, preview):
    assert preview(run()).json() == {"groups": 0, "tracks": 0, "bytes": 0}


def test_no_run_and_no_row_comes_of_it(library, run, preview, alice):
    analysis = run()
    before = DuplicateAnalysis.objects.values().get()

    preview(analysis, min_confidence=0.9, duration_tolerance=2)

    assert DuplicateAnalysis.objects.values().get() == before


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("min_confidence", "1.01"),
        ("min_confidence", "-0.01"),
        ("min_confidence", "nan"),
        ("min_confidence", "sure"),
        ("duration_tolerance", "30.1"),
        ("duration_tolerance", "-1"),
        ("duration_tolerance", "inf"),
        ("duration_tolerance", "0:08"),
        ("group_other_releases", "perhaps"),
    ],
)
def test_nonsense_is_refused_by_name(run, preview, name, value):
    answer = preview(run(), **{name: value})

    assert answer.status_code == 400
    assert answer.json()["error"]["code"] == "VALIDATION_ERROR"
    assert list(answer.json()["error"]["fields"]) == [name]


@pytest.mark.parametrize(("confidence", "tolerance"), [(0, 0), (1, 30)])
def test_the_limits_are_taken(run, preview, confidence, tolerance):
    answer = preview(run(), min_confidence=confidence, duration_tolerance=tolerance)

    assert answer.status_code == 200


def test_while_it_runs_there_is_none(alice, preview):
    analysis, _ = make_running_analysis(alice)

    answer = preview(analysis)

    assert answer.status_code == 409
    assert (answer.json()["error"]["code"], answer.json()["error"]["status"]) == (
        "CONFLICT",
        "running",
    )


def test_without_scores_there_is_none(alice, preview):
    answer = preview(make_completed_analysis(alice))

    assert answer.status_code == 409
    assert answer.json()["error"]["status"] == "completed"


def test_a_stranger_and_a_wrong_id_find_none(library, run, api, alice, charlie):
    analysis = run()

    for client, pk in ((api(charlie), analysis.pk), (api(alice), uuid4()), (api(alice), "x")):
        answer = client.get(f"/api/duplicates/analyses/{pk}/preview")
        assert (answer.status_code, answer.json()["error"]["code"]) == (404, "ANALYSIS_NOT_FOUND")


@pytest.mark.parametrize(
    ("least", "values", "strict"),
    [
        (0.0, {}, (0.5, 8, True)),
        (0.8, {"duration_tolerance": 3, "group_other_releases": False}, (0.8, 3, False)),
        (0.4, {"threshold": 0.4, "duration_tolerance": 45}, (0.4, 30, True)),
    ],
)
def test_an_analysis_knows_how_strict_it_was(least, values, strict):
    analysis = DuplicateAnalysis(min_confidence=least, settings=values)

    assert tuple(Strictness.of(analysis).fields().values()) == strict
