"""POST of /api/songs/{id}/analyze: high, one job at a time, done or failed with the reason."""

from __future__ import annotations

from typing import Any

import pytest

from analyses.audio import extractor
from analyses.audio.models import AudioResult, TrackAnalysis
from jobqueue import jobs
from jobqueue.models import AnalysisJob
from library.models import Track
from tests.audio import wav


@pytest.mark.parametrize("noun", ["songs", "tracks"])
def test_a_song_is_analysed_from_its_file(
    api: Any, alice: Any, make_song: Any, run_all: Any, noun: str
) -> None:
    song = make_song(alice, content=wav(1.5, title="Blue"))
    answer = api(alice).post(f"/api/{noun}/{song.pk}/analyze")
    run_all()
    job = AnalysisJob.objects.get()

    assert answer.status_code == 202
    assert answer.json()["job_id"] == str(job.pk)
    assert (job.type, job.get_band_display(), job.status) == ("SONG_ANALYSIS", "high", "completed")
    assert (job.current, job.total, job.message) == (1, 1, "Analysed Blue")
    done = TrackAnalysis.objects.get(track=song)
    assert (done.status, done.source, done.duration) == ("analysed", "file", 1.5)
    assert done.extractor_version == extractor.VERSION
    assert api(alice).get(f"/api/tracks/{song.pk}").json()["analyzed"] is True


def test_a_double_click_makes_one_job(api: Any, alice: Any, make_song: Any) -> None:
    song = make_song(alice, content=wav())
    ids = {api(alice).post(f"/api/songs/{song.pk}/analyze").json()["job_id"] for _ in range(3)}

    assert len(ids) == 1


def test_without_a_file_the_job_fails_and_says_so(
    api: Any, alice: Any, make_song: Any, run_all: Any
) -> None:
    song = make_song(alice)
    job_id = api(alice).post(f"/api/songs/{song.pk}/analyze").json()["job_id"]
    run_all()
    body = api(alice).get(f"/api/progress/{job_id}").json()

    assert (body["status"], body["error"]["code"]) == ("failed", "no_file")
    assert Track.objects.get().analysed_at is None


def test_a_broken_file_fails_with_its_reason(
    alice: Any, api: Any, make_song: Any, run_all: Any
) -> None:
    song = make_song(alice, content=b"fLaC no more")
    api(alice).post(f"/api/songs/{song.pk}/analyze")
    run_all()

    error = AnalysisJob.objects.get().error
    assert error is not None
    assert error["code"] == "unreadable"
    assert TrackAnalysis.objects.get().failure_code == "unreadable"


def test_an_equal_recording_is_looked_into_once(
    api: Any, alice: Any, bob: Any, make_song: Any, run_all: Any, monkeypatch: Any
) -> None:
    looks, real = [], extractor.extract
    monkeypatch.setattr(
        extractor, "extract", lambda path, tick: looks.append(path) or real(path, tick)
    )
    for user, title in ((alice, "One"), (bob, "Two")):
        song = make_song(user, content=wav(title=title))
        api(user).post(f"/api/songs/{song.pk}/analyze")
    run_all()

    assert len(looks) == 1
    assert AudioResult.objects.count() == 1
    assert (
        TrackAnalysis.objects.filter(status="analysed", result=AudioResult.objects.get()).count()
        == 2
    )


def test_it_can_be_run_again(api: Any, alice: Any, make_song: Any, run_all: Any) -> None:
    song = make_song(alice, content=wav())
    api(alice).post(f"/api/songs/{song.pk}/analyze")
    run_all()
    again = jobs.run_again(AnalysisJob.objects.get())

    assert (again.type, again.target_id) == ("SONG_ANALYSIS", str(song.pk))


def test_a_song_that_has_gone_fails_quietly(
    api: Any, alice: Any, make_song: Any, run_all: Any
) -> None:
    song = make_song(alice, content=wav())
    api(alice).post(f"/api/songs/{song.pk}/analyze")
    song.delete()
    run_all()

    error = AnalysisJob.objects.get().error
    assert error is not None
    assert error["code"] == "track_gone"


def test_starts_are_limited(api: Any, alice: Any, make_song: Any, settings: Any) -> None:
    settings.SONG_STARTS_PER_MINUTE = 1
    url = f"/api/songs/{make_song(alice).pk}/analyze"

    assert [api(alice).post(url).status_code for _ in range(2)] == [202, 429]
