"""A whole run in this process: found, saved, seen at once; stopped anywhere, nothing half."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.db import transaction

from analyses.duplicates import analyses, comparison, hold, partial, pipeline, saving
from analyses.duplicates.detection.block import candidates
from analyses.duplicates.models import DuplicateAnalysis, DuplicateGroup, ScoreBlock, Verdict
from analyses.duplicates.parameters import Parameters
from jobqueue import jobs, stopping, worker
from jobqueue.models import AnalysisJob, Status
from library import changes
from library.models import Track
from tests.factories import make_library, make_pair

# The library is read on a session of its own, which sees what is committed alone.
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def start(alice) -> Callable[..., DuplicateAnalysis]:
    """Return a starter of analyses of Alice's."""

    def begin(**parameters) -> DuplicateAnalysis:
        return analyses.start(alice, Parameters(**parameters), force_refresh=True).analysis

    return begin


@pytest.fixture(autouse=True)
def _looks_always(monkeypatch) -> None:
    """A small library is done within the pause between two looks at the queue."""
    monkeypatch.setattr(hold, "LOOK_SECONDS", 0.0)


@pytest.fixture
def run(start) -> Callable[..., DuplicateAnalysis]:
    """Return a maker of analyses that have run."""

    def whole(**parameters) -> DuplicateAnalysis:
        analysis = start(**parameters)
        assert worker.run_one("analysis")
        analysis.refresh_from_db()
        return analysis

    return whole


@contextmanager
def calling(monkeypatch, owner, name, before) -> Iterator[None]:
    """Call `before(count)` each time before `owner.name` is called."""
    real, count = getattr(owner, name), 0

    def first(*args, **kwargs):
        nonlocal count
        count += 1
        before(count)
        return real(*args, **kwargs)

    with monkeypatch.context() as patch:
        patch.setattr(owner, name, first)
        yield


def titles(analysis) -> set[str]:
    groups = DuplicateGroup.objects.visible_to(analysis.user).filter(analysis=analysis)
    return {group.tracks.get(position=0).title for group in groups}


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
    assert (body["current_step"], body["total_steps"]) == (3, 3)
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
        "saving_results",
    ]
    analysis.refresh_from_db()
    assert analysis.status == "completed"


def test_a_fault_while_saving_leaves_nothing_to_be_seen(api, alice, start, monkeypatch):
    make_library(alice, pairs=4)
    monkeypatch.setattr(saving, "BATCH", 2)
    analysis = start()

    def fault(count):
        if count == 3:
            raise RuntimeError("as the test wants")

    with calling(monkeypatch, saving, "_write", fault):
        worker.run_one("analysis")

    assert analysis.groups.count() == 2
    url = f"/api/duplicates/analyses/{analysis.pk}"
    assert api(alice).get(f"{url}/groups").json()["results"] == []
    assert api(alice).get(f"{url}/export").status_code == 409


def test_the_next_run_removes_what_a_dead_one_left(alice, start, monkeypatch):
    make_library(alice, pairs=4)
    monkeypatch.setattr(saving, "BATCH", 2)
    analysis = start()

    def fault(count):
        if count == 3:
            raise RuntimeError("as the test wants")

    with calling(monkeypatch, saving, "_write", fault):
        worker.run_one("analysis")
    worker.run_one("analysis")

    analysis.refresh_from_db()
    assert (analysis.status, analysis.groups.count()) == ("completed", 4)
    indexes = analysis.groups.order_by("group_index").values_list("group_index", flat=True)
    assert list(indexes) == [1, 2, 3, 4]


def test_five_faults_and_it_has_failed(alice, start, monkeypatch):
    make_library(alice)
    analysis = start()

    def fault(count):
        raise RuntimeError("as the test wants")

    with calling(monkeypatch, saving, "_write", fault):
        for _ in range(5):
            AnalysisJob.objects.update(retry_at=None)
            worker.run_one("analysis")

    analysis.refresh_from_db()
    assert (analysis.status, analysis.partial) == ("failed", True)
    assert analysis.error["code"] == "ANALYSIS_FAILED"
    assert analysis.error["analysis_id"] == str(analysis.pk)
    assert analysis.error["partial_results_available"] is True


def test_cancelled_midway_it_keeps_what_it_found(api, alice, start, monkeypatch):
    make_library(alice, pairs=3)
    analysis = start()

    def cancel(count):
        analyses.cancel(analysis)

    with calling(monkeypatch, pipeline.Analysing, "_save", cancel_once(cancel)):
        worker.run_one("analysis")

    analysis.refresh_from_db()
    assert (analysis.status, analysis.partial) == ("cancelled", True)
    assert analysis.total_groups_found == 3
    assert len(titles(analysis)) == 3
    assert AnalysisJob.objects.get().status == Status.CANCELLED


def cancel_once(cancel):
    """Return what cancels at the first call alone."""
    return lambda count: cancel(count) if count == 1 else None


def test_cancelled_before_anything_was_compared_it_is_an_empty_partial(alice, start, monkeypatch):
    make_library(alice, pairs=3)
    analysis = start()

    with calling(
        monkeypatch, pipeline.Analysing, "_load", cancel_once(lambda _: analyses.cancel(analysis))
    ):
        worker.run_one("analysis")

    analysis.refresh_from_db()
    assert (analysis.status, analysis.partial, analysis.total_groups_found) == (
        "cancelled",
        True,
        0,
    )


@pytest.fixture
def small_blocks(monkeypatch) -> None:
    """Let a small library have many blocks."""
    monkeypatch.setattr(candidates, "BLOCK_SIZE", 2)


def stop_at(number):
    """Return what asks the worker to stop before a call, as SIGTERM does."""
    return lambda count: stopping.request() if count == number else None


def interrupt_after_first_block(monkeypatch, analysis):
    with calling(monkeypatch, comparison.Comparison, "score", stop_at(1)):
        worker.run_one("analysis")
    stopping.withdraw()
    assert AnalysisJob.objects.get(pk=analysis.job_id).status == Status.INTERRUPTED


@pytest.mark.usefixtures("small_blocks")
def test_an_interrupted_run_scores_no_finished_block_again(alice, start, monkeypatch):
    make_library(alice, pairs=3)
    analysis = start()
    interrupt_after_first_block(monkeypatch, analysis)
    assert ScoreBlock.objects.filter(analysis=analysis).count() == 1
    scored: list[int] = []

    with calling(monkeypatch, comparison.Comparison, "score", scored.append):
        worker.run_one("analysis")

    analysis.refresh_from_db()
    assert (analysis.status, analysis.total_groups_found) == ("completed", 3)
    assert len(scored) > 1
    assert ScoreBlock.objects.filter(analysis=analysis).count() == 1 + len(scored)


@pytest.mark.usefixtures("small_blocks")
def test_an_interrupted_run_gives_the_groups_of_a_whole_one(alice, run, start, monkeypatch):
    make_library(alice, pairs=5)
    whole = run()
    analysis = start(sort_by="title")
    interrupt_after_first_block(monkeypatch, analysis)
    worker.run_one("analysis")

    def scores(one):
        rows = one.groups.values_list("canonical_track", "average_similarity_score")
        return sorted((track, round(score, 6)) for track, score in rows)

    assert scores(analysis) == scores(whole)


@pytest.mark.usefixtures("small_blocks")
def test_with_another_library_it_starts_anew_and_says_so(alice, start, monkeypatch):
    make_library(alice, pairs=2)
    analysis = start()
    interrupt_after_first_block(monkeypatch, analysis)
    first = ScoreBlock.objects.get(analysis=analysis, number=0).pk
    said: list[str] = []
    monkeypatch.setattr(pipeline.RunHold, "note", lambda self, message: said.append(message))
    changes.edit(Track.objects.filter(user=alice).first(), {"title": "Other"}, origin="test")

    worker.run_one("analysis")

    assert said == [pipeline.STARTED_ANEW]
    assert not ScoreBlock.objects.filter(pk=first).exists()
    analysis.refresh_from_db()
    assert (analysis.status, analysis.total_groups_found) == ("completed", 1)


def test_cancelled_while_it_waits_what_was_compared_is_grouped_later(alice, start, monkeypatch):
    make_library(alice, pairs=3)
    analysis = start()
    interrupt_after_first_block(monkeypatch, analysis)
    analyses.cancel(analysis)
    assert partial.waiting() == [analysis.pk]

    assert partial.keep(analysis.pk)

    analysis.refresh_from_db()
    assert (analysis.status, analysis.partial, analysis.result_saved) == ("cancelled", True, True)
    assert len(titles(analysis)) == analysis.total_groups_found > 0
    assert not partial.keep(analysis.pk)


def test_a_maker_of_a_partial_result_gives_way_to_a_resumed_run(alice, start, monkeypatch):
    make_library(alice, pairs=3)
    analysis = start()
    interrupt_after_first_block(monkeypatch, analysis)
    analyses.cancel(analysis)
    analysis.refresh_from_db()

    with calling(monkeypatch, saving, "_write", lambda _: analyses.resume(analysis)):
        assert not partial.keep(analysis.pk)

    analysis.refresh_from_db()
    assert (analysis.status, analysis.result_saved) == ("running", False)


def test_a_cancelled_one_resumed_is_complete(alice, start, monkeypatch):
    make_library(alice, pairs=3)
    analysis = start()
    with calling(
        monkeypatch, pipeline.Analysing, "_save", cancel_once(lambda _: analyses.cancel(analysis))
    ):
        worker.run_one("analysis")

    analysis.refresh_from_db()
    job = analyses.resume(analysis)
    assert titles(analysis) == set()
    worker.run_one("analysis")

    analysis.refresh_from_db()
    assert (analysis.status, analysis.partial, analysis.job_id) == ("completed", False, job.pk)
    assert len(titles(analysis)) == 3


def test_out_of_time_it_fails_with_what_it_found(api, alice, start, settings, monkeypatch):
    monkeypatch.setattr(hold, "SECONDS_A_TRACK", 0.0)
    make_library(alice, pairs=2)
    analysis = start()

    def stop_the_clock(count):
        settings.ANALYSIS_TIMEOUT_SECONDS = 0

    with calling(monkeypatch, comparison.Comparison, "score", stop_the_clock):
        worker.run_one("analysis")

    body = api(alice).get(f"/api/duplicates/analyses/{analysis.pk}").json()
    assert (body["status"], body["partial"]) == ("failed", True)
    assert body["error"]["code"] == "ANALYSIS_TIMEOUT"
    assert body["error"]["analysis_id"] == str(analysis.pk)
    assert body["error"]["partial_results_available"] is True
    assert body["error"]["retry_suggested"] is True
    assert len(titles(analysis)) == body["total_groups_found"] > 0


@pytest.mark.parametrize(("tracks", "limit"), [(0, 300), (100_000, 300), (1_000_000, 3000)])
def test_a_large_library_has_more_time(tracks, limit):
    assert hold.limit_of(tracks) == limit


def test_tracks_that_vanish_before_the_save_keep_their_snapshot(alice, start, monkeypatch):
    make_library(alice, pairs=1)
    analysis = start()
    ids = list(Track.objects.filter(user=alice).values_list("pk", flat=True))

    with calling(
        monkeypatch,
        pipeline.Analysing,
        "_save",
        cancel_once(lambda _: changes.remove(alice.pk, ids, origin="test")),
    ):
        worker.run_one("analysis")

    group = analysis.groups.get()
    assert group.canonical_track is None
    assert [row.track_id for row in group.tracks.order_by("position")] == [None, None]
    assert group.tracks.get(position=0).title == "Amber Road 0"


def test_a_job_of_before_does_nothing_to_a_resumed_analysis(alice, start):
    analysis = start()
    old = AnalysisJob.objects.get()
    analyses.cancel(analysis)
    analysis.refresh_from_db()
    analyses.resume(analysis)

    with transaction.atomic():
        jobs.find(old.type).ended(old, analysis.created_at)

    analysis.refresh_from_db()
    assert analysis.status == "running"


def test_started_completed_and_their_figures_are_in_the_trail(api, alice, run):
    make_library(alice, pairs=2)
    run()

    rows = api(alice).get("/api/duplicates/audit").json()["results"]

    assert [row["action"] for row in rows] == ["completed", "started"]
    assert rows[0]["details"]["groups"] == 2
