"""POST of /api/playlists/{id}/analyze."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from analyses.audio import extractor
from analyses.audio.models import TrackAnalysis
from jobqueue import jobs, progress
from jobqueue.errors import Interrupted
from jobqueue.models import AnalysisJob
from jobqueue.run import Run
from jobqueue.worker import run_one
from library import changes


def url(playlist: Any) -> str:
    return f"/api/playlists/{playlist.pk}/analyze"


def test_its_songs_are_analysed_in_its_order_each_once(
    api: Any, alice: Any, tracks: list[Any], make_playlist: Any, analysed: list[str], run_all: Any
) -> None:
    playlist = make_playlist(alice, [*reversed(tracks), tracks[0]])
    answer = api(alice).post(url(playlist))
    run_all()
    job = AnalysisJob.objects.get()

    assert (answer.status_code, answer.json()["job_id"]) == (202, str(job.pk))
    assert (job.type, job.get_band_display(), job.status) == (
        "PLAYLIST_ANALYSIS",
        "medium",
        "completed",
    )
    assert analysed == ["Song 4", "Song 3", "Song 2", "Song 1"]
    assert (job.current, job.total) == (4, 4)
    assert job.details["playlist_id"] == playlist.pk


def test_what_is_analysed_or_gone_is_passed_over(
    api: Any, alice: Any, tracks: list[Any], make_playlist: Any, analysed: list[str], run_all: Any
) -> None:
    one, other = make_playlist(alice, tracks[:2]), make_playlist(alice, tracks)
    api(alice).post(url(one))
    api(alice).post(url(other))
    changes.trash(alice.pk, [tracks[3].pk], origin="api")
    run_all()

    assert analysed == ["Song 1", "Song 2", "Song 3"]
    details = AnalysisJob.objects.get(target_id=str(other.pk)).details
    assert (details["already_analysed"], details["gone"]) == (2, 1)


def test_what_is_analysed_already_is_done_from_the_start(
    api: Any, alice: Any, tracks: list[Any], make_playlist: Any, analysed: list[str], run_all: Any
) -> None:
    """So that percentage and estimate are of what is left to do."""
    playlist = make_playlist(alice, tracks)
    for track in tracks[1:3]:
        TrackAnalysis.objects.create(
            track=track,
            status=TrackAnalysis.Status.ANALYSED,
            source=TrackAnalysis.Source.FILE,
            extractor_version=extractor.VERSION,
            analysed_at=timezone.now(),
        )

    job_id = api(alice).post(url(playlist)).json()["job_id"]
    first = api(alice).get(f"/api/progress/{job_id}").json()
    assert (first["current"], first["total"], first["already_analysed"]) == (2, 4, 2)

    run_all()
    job = AnalysisJob.objects.get()
    assert analysed == ["Song 1", "Song 4"]
    assert (job.status, job.current, job.details["already_analysed"]) == ("completed", 4, 2)
    assert job.message.startswith("2 songs analysed")
    assert progress.worked(job) == 2


def test_its_end_says_what_was_gained_and_its_cost_is_that_of_its_songs(
    api: Any, alice: Any, tracks: list[Any], make_playlist: Any, run_all: Any
) -> None:
    one, other = make_playlist(alice, tracks[:1]), make_playlist(alice, tracks)
    for playlist in (one, other):
        api(alice).post(url(playlist))
        run_all()
    told = alice.notifications.filter(type="analysis_completed").latest("pk")
    costs = AnalysisJob.objects.order_by("created_at").values_list("cost_ms", flat=True)

    assert told.message.startswith(
        "3 songs analysed, 3 of them without a file, by what the library says, 1 analysed before."
    )
    assert list(costs) == [1000, 4000]


def test_a_double_click_makes_one_job(
    api: Any, alice: Any, tracks: list[Any], make_playlist: Any
) -> None:
    playlist = make_playlist(alice, tracks)

    assert len({api(alice).post(url(playlist)).json()["job_id"] for _ in range(3)}) == 1


@pytest.mark.parametrize("checkpoint", [1, 2, 4])
def test_an_interrupted_one_goes_on_behind_the_last_song(
    api: Any,
    alice: Any,
    tracks: list[Any],
    make_playlist: Any,
    analysed: list[str],
    run_all: Any,
    monkeypatch: Any,
    checkpoint: int,
) -> None:
    true, calls = Run.checkpoint, iter(range(1, 10_000))

    def raising(self: Run) -> None:
        true(self)
        if next(calls) == checkpoint:
            raise Interrupted

    monkeypatch.setattr(Run, "checkpoint", raising)
    api(alice).post(url(make_playlist(alice, tracks)))
    run_all()
    job = AnalysisJob.objects.get()

    assert analysed == [f"Song {n}" for n in range(1, 5)]
    assert (job.status, job.current, job.cursor, job.interruptions) == (
        *("completed", 4),
        {"done": 4},
        1,
    )


@pytest.mark.django_db(transaction=True)
def test_a_song_runs_before_and_inside_a_playlist(
    api: Any,
    alice: Any,
    tracks: list[Any],
    make_playlist: Any,
    analysed: list[str],
    monkeypatch: Any,
) -> None:
    """Between two songs of a playlist one that somebody waits for is done, nested."""
    api(alice).post(url(make_playlist(alice, tracks[:3])))
    true, calls = Run.item, iter(range(1, 10_000))

    def asking(self: Run, **options: Any) -> Any:
        if next(calls) == 1:
            api(alice).post(f"/api/songs/{tracks[3].pk}/analyze")
        return true(self, **options)

    monkeypatch.setattr(Run, "item", asking)
    while run_one("analysis"):
        pass

    assert analysed == ["Song 1", "Song 4", "Song 2", "Song 3"]
    playlist_job = AnalysisJob.objects.get(type="PLAYLIST_ANALYSIS")
    assert (playlist_job.status, playlist_job.current) == ("completed", 3)


def test_it_can_be_run_again(
    api: Any, alice: Any, tracks: list[Any], make_playlist: Any, run_all: Any
) -> None:
    api(alice).post(url(make_playlist(alice, tracks)))
    run_all()
    again = jobs.run_again(AnalysisJob.objects.get())

    assert (again.type, again.total) == ("PLAYLIST_ANALYSIS", 4)


def test_a_playlist_that_has_gone_fails(
    api: Any, alice: Any, tracks: list[Any], make_playlist: Any, run_all: Any
) -> None:
    playlist = make_playlist(alice, tracks)
    api(alice).post(url(playlist))
    playlist.delete()
    run_all()

    error = AnalysisJob.objects.get().error
    assert error is not None
    assert error["code"] == "playlist_gone"


def test_who_only_sees_it_may_not_have_it_analysed(
    api: Any, alice: Any, bob: Any, charlie: Any, tracks: list[Any], make_playlist: Any
) -> None:
    public = make_playlist(alice, tracks, is_public=True)
    private = make_playlist(alice, tracks)

    assert api(bob).post(url(public)).status_code == 403
    assert api(charlie).post(url(private)).status_code == 404
    assert not AnalysisJob.objects.exists()
