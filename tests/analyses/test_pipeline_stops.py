"""A run that is stopped anywhere: nothing half, nothing done twice, what was found is kept."""

from __future__ import annotations

import pytest
from django.db import transaction

from analyses.duplicates import analyses, detector, hold, kept, partial, pipeline, saving
from analyses.duplicates.detection.block import candidates
from analyses.duplicates.detection.scoring import blocks
from analyses.duplicates.models import ScoreBlock
from jobqueue import jobs, stopping, worker
from jobqueue.models import AnalysisJob, Status
from library import changes
from library.models import LibraryVersion, Track
from tests.analyses.runs import calling, titles
from tests.factories import make_library, make_pair

# The library is read on a session of its own, which sees what is committed alone.
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("looks_always")]


def test_a_fault_while_saving_leaves_nothing_to_be_seen(api, alice, start, monkeypatch):
    make_library(alice, pairs=4)
    monkeypatch.setattr(saving, "BATCH", 2)
    analysis = start()

    def fault(count):
        if count == 3:
            raise RuntimeError("as the test wants")

    with calling(monkeypatch, saving, "write_batch", fault):
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

    with calling(monkeypatch, saving, "write_batch", fault):
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

    with calling(monkeypatch, saving, "write_batch", fault):
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
    with calling(monkeypatch, kept, "keep_block", stop_at(1)):
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

    with calling(monkeypatch, kept, "keep_block", scored.append):
        worker.run_one("analysis")

    analysis.refresh_from_db()
    assert (analysis.status, analysis.total_groups_found) == ("completed", 3)
    assert len(scored) > 1
    assert ScoreBlock.objects.filter(analysis=analysis).count() == 1 + len(scored)


@pytest.mark.usefixtures("small_blocks")
@pytest.mark.parametrize("processes", [1, 2])
def test_an_interrupted_run_gives_the_groups_of_a_whole_one(
    processes, alice, run, start, monkeypatch
):
    monkeypatch.setattr(blocks, "WORTH_SHARING", 1)
    monkeypatch.setattr(detector, "processes", lambda: processes)
    make_library(alice, pairs=5)
    whole = run()
    analysis = start(full=True)
    interrupt_after_first_block(monkeypatch, analysis)
    worker.run_one("analysis")

    def scores(one):
        rows = one.groups.values_list("canonical_track", "average_similarity_score")
        return sorted((track, round(score, 6)) for track, score in rows)

    assert scores(analysis) == scores(whole)


@pytest.mark.usefixtures("small_blocks")
def test_the_library_changed_meanwhile_and_finished_blocks_still_count(alice, start, monkeypatch):
    make_library(alice, pairs=3)
    analysis = start()
    interrupt_after_first_block(monkeypatch, analysis)
    changes.edit(Track.objects.filter(user=alice).first(), {"title": "Other"}, origin="test")
    with changes.writing(alice.pk, "test") as log:
        log.added(track.pk for track in make_pair(alice, "Zither Street"))
    scored: list[int] = []
    first, real = analysis.generation, kept.keep_block

    def keep_block(analysis, generation, number, *given):
        if generation == first:  # what is brought up to date is kept as the next one
            scored.append(number)
        return real(analysis, generation, number, *given)

    monkeypatch.setattr(kept, "keep_block", keep_block)
    worker.run_one("analysis")

    analysis.refresh_from_db()
    assert (analysis.status, analysis.partial) == ("completed", False)
    assert titles(analysis) == {"Birch Road 1", "Cedar Road 2", "Zither Street"}
    assert scored
    assert 0 not in scored
    assert analysis.library_version == LibraryVersion.objects.current(alice)
    assert not analysis.score_blocks.exclude(generation=analysis.generation).exists()


def test_resumed_under_a_newer_detector_it_starts_anew_and_says_so(alice, start, monkeypatch):
    make_library(alice, pairs=2)
    analysis = start()
    interrupt_after_first_block(monkeypatch, analysis)
    first = ScoreBlock.objects.get(analysis=analysis, number=0).pk
    said: list[str] = []
    monkeypatch.setattr(pipeline.RunHold, "note", lambda self, message: said.append(message))
    monkeypatch.setattr(detector, "version", lambda: "newer")

    worker.run_one("analysis")

    assert said == [pipeline.OTHER_DETECTOR]
    assert not ScoreBlock.objects.filter(pk=first).exists()
    analysis.refresh_from_db()
    assert (analysis.status, analysis.total_groups_found) == ("completed", 2)


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

    with calling(monkeypatch, saving, "write_batch", lambda _: analyses.resume(analysis)):
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

    with calling(monkeypatch, kept, "keep_block", stop_the_clock):
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
