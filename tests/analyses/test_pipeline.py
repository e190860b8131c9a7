"""A whole run in this process: found, saved, seen at once."""

from __future__ import annotations

import pytest

from analyses.duplicates import analyses, pipeline
from analyses.duplicates.models import Verdict
from analyses.duplicates.parameters import Parameters
from jobqueue import worker
from jobqueue.fairness import USUAL_COST_MS
from jobqueue.models import AnalysisJob
from library import changes
from tests.analyses.runs import titles
from tests.factories import make_library, make_pair

# The library is read on a session of its own, which sees what is committed alone.
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("looks_always")]


def test_a_run_finds_the_pairs(alice, run):
    make_library(alice, pairs=3, others=5)

    analysis = run()

    assert (analysis.status, analysis.partial, analysis.phase) == ("completed", False, "completed")
    assert (analysis.total_tracks_analyzed, analysis.total_groups_found) == (11, 3)
    assert analysis.total_duplicates_found == 3
    assert titles(analysis) == {"Amber Road 0", "Birch Road 1", "Cedar Road 2"}
    assert analysis.library_version == 1
    assert analysis.processing_time_seconds > 0
    assert 0.5 < analysis.average_similarity_score <= 1


def test_every_member_says_why(api, alice, run):
    make_library(alice, pairs=2)

    analysis = run()

    url = f"/api/duplicates/analyses/{analysis.pk}/groups"
    for group in api(alice).get(url).json()["results"]:
        for track in group["tracks"]:
            reasons = track["reasons"]
            total = sum(reason["contribution"] for reason in reasons)
            assert total == pytest.approx(100 * track["similarity_score"], abs=1e-6)
        assert "prior" in {reason["criterion"] for reason in group["tracks"][1]["reasons"]}


def test_the_better_copy_is_canonical(alice, run):
    make_library(alice, pairs=1)

    group = run().groups.get()

    assert group.canonical_track.format == "FLAC"
    assert group.tracks.get(position=0).track == group.canonical_track


def test_an_empty_library_has_no_groups(run):
    analysis = run()

    assert (analysis.status, analysis.total_groups_found) == ("completed", 0)
    assert analysis.average_similarity_score is None


def test_a_search_term_limits_what_is_compared(alice, run):
    make_library(alice, pairs=3, others=0)

    analysis = run(search_term="birch")

    assert (analysis.total_tracks_analyzed, analysis.library_track_count) == (2, 6)
    assert titles(analysis) == {"Birch Road 1"}


@pytest.mark.parametrize(
    ("sort_by", "expected"),
    [
        ("title", ["Alpha", "Beta", "Gamma"]),
        ("artist", ["Gamma", "Alpha", "Beta"]),
        ("album", ["Beta", "Gamma", "Alpha"]),
        ("duplicates", ["Beta", "Alpha", "Gamma"]),
    ],
)
def test_groups_come_in_the_order_asked_for(alice, run, sort_by, expected):
    make_pair(alice, "Alpha", artist="Moloko", album="Third")
    make_pair(alice, "Gamma", artist="Kraftwerk", album="Second")
    make_pair(alice, "Beta", artist="Sade", album="First")
    make_pair(alice, "Beta", artist="Sade", album="First")

    groups = run(sort_by=sort_by).groups.order_by("group_index")

    found = [group.tracks.get(position=0).title for group in groups]
    assert found[:1] == expected[:1] if sort_by == "duplicates" else found == expected


def test_groups_below_the_least_confidence_are_left_out(alice, run):
    make_library(alice, pairs=2)

    assert run(min_confidence=1.0).total_groups_found == 0


def test_trashed_tracks_and_other_peoples_are_not_compared(alice, bob, run):
    make_library(bob, pairs=2)
    first, _ = make_pair(alice)
    changes.trash(alice.pk, [first.pk], origin="test")

    analysis = run()

    assert (analysis.total_tracks_analyzed, analysis.total_groups_found) == (1, 0)


def test_a_verdict_is_obeyed(alice, run):
    a, b = make_pair(alice)
    Verdict.objects.create(user=alice, track_a=a, track_b=b, verdict="not_duplicate")

    assert run().total_groups_found == 0


def test_a_verdict_is_a_reason_of_its_own(alice, run):
    a, b = make_pair(alice)
    changes.edit(b, {"title": "Something Else Entirely", "artist": "Somebody"}, origin="test")
    Verdict.objects.create(user=alice, track_a=a, track_b=b, verdict="duplicate")

    member = run().groups.get().tracks.get(position=1)

    assert member.similarity_score == 1.0
    assert [(one["criterion"], one["contribution"]) for one in member.reasons] == [("verdict", 100)]


def test_a_completed_run_is_fresh_and_equal_to_the_next(alice, run):
    make_library(alice)
    analysis = run()

    again = analyses.start(alice, Parameters())

    assert (again.analysis, again.job) == (analysis, None)


def test_the_old_one_is_replaced_when_the_new_one_has_succeeded(alice, run):
    old = run()
    new = analyses.refresh(old, {}).analysis
    assert analyses.newest_completed(alice) == old

    worker.run_one("analysis")

    old.refresh_from_db()
    assert (old.status, old.replaced_by) == ("completed", new)
    assert analyses.newest_completed(alice) == new


def test_a_cancelled_refresh_replaces_nothing(alice, run):
    old = run()
    new = analyses.refresh(old, {}).analysis
    analyses.cancel(new)

    old.refresh_from_db()
    assert old.replaced_by is None
    assert analyses.newest_completed(alice) == old


def test_the_record_ends_with_what_was_found(api, alice, run):
    make_library(alice, pairs=2)

    analysis = run()

    body = api(alice).get(f"/api/duplicates/progress/{analysis.pk}").json()
    assert (body["status"], body["phase"], body["percentage"]) == ("completed", "completed", 100.0)
    assert (body["current_step"], body["total_steps"]) == (4, 4)
    assert (body["tracks_processed"], body["total_tracks"], body["groups_found"]) == (9, 9, 2)
    job = api(alice).get(f"/api/progress/{analysis.job_id}").json()
    assert (job["phase_status"], job["groups_found"]) == ("completed", 2)


def test_phases_come_in_order(alice, start, monkeypatch):
    make_library(alice)
    seen: list[str] = []
    analysis = start()
    real = pipeline.RunHold.enter

    def enter(self, phase, low, high):
        seen.append(str(phase.value))
        real(self, phase, low, high)

    monkeypatch.setattr(pipeline.RunHold, "enter", enter)
    worker.run_one("analysis")

    assert list(dict.fromkeys(seen)) == [
        "loading_tracks",
        "analyzing_similarities",
        "cross_referencing",
        "saving_results",
    ]
    analysis.refresh_from_db()
    assert analysis.status == "completed"


def test_started_completed_and_their_figures_are_in_the_trail(api, alice, run):
    make_library(alice, pairs=2)
    run()

    rows = api(alice).get("/api/duplicates/audit").json()["results"]

    assert [row["action"] for row in rows] == ["completed", "started"]
    assert rows[0]["details"]["groups"] == 2


def test_an_analysis_costs_what_the_users_last_one_took(alice, start):
    make_library(alice, pairs=1, others=1)
    first = start()
    assert analyses.job_of(first).cost_ms == USUAL_COST_MS
    worker.run_one("analysis")
    AnalysisJob.objects.filter(pk=first.job_id).update(active_seconds=31.5, current=1000)

    again = start()

    assert analyses.job_of(again).cost_ms == 31_500
