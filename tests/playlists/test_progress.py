"""GET of /api/progress/playlist/{id}."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from analyses.audio import starting
from jobqueue.models import AnalysisJob
from playlists import analysis


def test_its_progress_is_of_its_songs_alone(
    api: Any, alice: Any, tracks: list[Any], make_playlist: Any, run_all: Any
) -> None:
    playlist = make_playlist(alice, [tracks[0], tracks[1], tracks[0]])
    path = f"/api/progress/playlist/{playlist.pk}"
    before = api(alice).get(path).json()
    api(alice).post(f"/api/playlists/{playlist.pk}/analyze")
    waiting = api(alice).get(path).json()
    run_all()
    after = api(alice).get(path).json()

    assert (before["total"], before["analysed"], before["percentage"]) == (2, 0, 0.0)
    assert (waiting["queued_jobs"], waiting["running_job"]) == (1, None)
    assert (after["analysed"], after["percentage"], after["queued_jobs"]) == (2, 100.0, 0)
    assert after["last_analysis_at"].endswith("Z")


def test_a_viewer_sees_the_figures_and_not_the_owners_job(
    api: Any, alice: Any, bob: Any, tracks: list[Any], make_playlist: Any
) -> None:
    playlist = make_playlist(alice, tracks, is_public=True)
    analysis.start(alice, playlist)
    AnalysisJob.objects.update(status="in_progress")
    body = api(bob).get(f"/api/progress/playlist/{playlist.pk}").json()

    assert (body["total"], body["running_job"]) == (4, None)


def test_a_large_playlist_is_not_looked_up_among_the_jobs(
    alice: Any, tracks: list[Any], make_playlist: Any
) -> None:
    playlist = make_playlist(alice, tracks[:3])
    for track in (tracks[0], tracks[3]):
        starting.start_song(alice, track)
    with CaptureQueriesContext(connection) as queries:
        body = analysis.progress_of(alice, playlist)
    at_it = [
        q["sql"] for q in queries if 'FROM "queue_analysisjob"' in q["sql"] and " OR " in q["sql"]
    ]

    assert body["queued_jobs"] == 1
    assert at_it
    assert all(f"IN ('{tracks[0].pk}')" in sql for sql in at_it)
