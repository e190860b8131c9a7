"""What a run tells of the tracks that it compares, while it does: their number, not a share of the bar."""

from __future__ import annotations

import random

import pytest

from analyses.duplicates import comparison, pipeline
from analyses.duplicates.detection.block import candidates
from analyses.duplicates.hold import RunHold
from jobqueue import stopping, worker
from jobqueue.models import AnalysisJob
from library import changes
from library.models import Track
from tests.analyses.runs import calling
from tests.factories import make_library

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("looks_always")]


@pytest.fixture(autouse=True)
def _small_blocks(monkeypatch) -> None:
    """Let a small library have many blocks."""
    monkeypatch.setattr(candidates, "BLOCK_SIZE", 1)


@pytest.fixture
def told(monkeypatch) -> list[tuple[int, int, int]]:
    """Return what is told at each look: tracks compared, processed, in all."""
    seen: list[tuple[int, int, int]] = []
    real = RunHold.tick

    def tick(self, step="", done=0, total=0):
        real(self, step, done, total)
        names = ("tracks_compared", "tracks_processed", "total_tracks")
        seen.append(tuple(self.run.job.details[name] for name in names))

    monkeypatch.setattr(RunHold, "tick", tick)
    return seen


def edit(user, title) -> None:
    for track in Track.objects.filter(user=user, title=title):
        changes.edit(track, {"year": 1999}, origin="test")


def test_a_full_run_goes_from_none_to_all(alice, run, told):
    make_library(alice, pairs=6, others=8)
    # Equal in all that is compared: one stands for the other.
    twin = Track.objects.filter(title="Lone Amber 0").get()
    twin.pk, twin.identity = None, random.getrandbits(60)
    twin.save()

    run()

    compared = [one for one, _, _ in told]
    assert compared == sorted(compared)
    assert len(set(compared)) > 4
    assert (compared[0], told[-1]) == (0, (21, 21, 21))
    assert all(one == processed for one, processed, _ in told)


def test_a_refresh_tells_only_those_that_it_compares_anew(alice, run, told):
    make_library(alice, pairs=6, others=8)
    run()
    edit(alice, "Birch Road 1")
    edit(alice, "Cedar Road 2")
    told.clear()

    again = run()

    assert again.comparison["mode"] == "changes"
    anew = again.comparison["tracks_compared"]
    assert 0 < anew < 20
    compared = [one for one, _, _ in told]
    assert compared == sorted(compared)
    assert 0 in compared
    assert len(set(compared)) > 2
    assert told[-1] == (anew, 20, 20)


def test_where_nothing_changed_none_is_compared(alice, run, told):
    make_library(alice, pairs=3)
    run()
    told.clear()

    run()

    assert {one for one, _, _ in told} == {0}
    assert told[-1] == (0, 11, 11)


def test_the_end_says_how_many_it_were(api, alice, run):
    make_library(alice, pairs=3)
    run()
    edit(alice, "Birch Road 1")

    again = run()

    body = api(alice).get(f"/api/progress/{again.job_id}").json()
    assert body["tracks_compared"] == again.comparison["tracks_compared"] == 2
    assert (body["tracks_processed"], body["total_tracks"]) == (11, 11)


def test_one_that_goes_on_knows_what_it_had_compared(alice, start, told, monkeypatch):
    make_library(alice, pairs=3)
    analysis = start()
    with calling(monkeypatch, pipeline.Analysing, "_save", lambda _: stopping.request()):
        worker.run_one("analysis")
    stopping.withdraw()
    # As a resumed one has a new job, this one forgets what was told of it.
    nothing = {"tracks_compared": 0, "tracks_processed": 0, "total_tracks": 0}
    AnalysisJob.objects.update(details=nothing)
    for title in ("Birch Road 1", "Cedar Road 2"):
        edit(alice, title)
    told.clear()

    with calling(monkeypatch, comparison.Comparison, "score", pytest.fail):
        worker.run_one("analysis")

    analysis.refresh_from_db()
    assert analysis.status == "completed"
    # One of the two pairs that changed is still to be compared.
    assert (9, 9, 11) in told
    assert told[-1] == (11, 11, 11)
