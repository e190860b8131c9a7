"""A zip of audio becomes songs, a playlist and their analyses, by the real worker."""

from __future__ import annotations

import os
import signal

from tests.audio import flac, wav, zipped
from tests.e2e.client import Client, wait_until
from tests.e2e.conftest import Site


def _with_songs(site: Site, files: dict[str, bytes]) -> tuple[Client, list[int]]:
    """Return a new user and the ids of their songs, in the order of their titles."""
    alice = site.register()
    answer = alice.upload("/api/library/imports", "album.zip", zipped(files))
    assert answer.status == 202, answer.body
    assert alice.wait_for_job(answer.body["job_id"])["status"] == "completed"
    return alice, [track["id"] for track in alice.get("/api/tracks?limit=200")["results"]]


def _playlist(alice: Client, songs: list[int]) -> int:
    made = alice.post("/api/playlists", {"name": "Mornings"})
    assert made.status == 201, made.body
    number = int(made.body["id"])
    assert alice.post(f"/api/playlists/{number}/tracks", {"track_ids": songs}).status == 201
    return number


def test_a_song_then_its_playlist_are_analysed(live_site: Site) -> None:
    alice, songs = _with_songs(
        live_site, {"1.wav": wav(title="A"), "2.flac": flac(title="B"), "3.wav": wav(2, title="C")}
    )
    playlist = _playlist(alice, songs)
    started = alice.post(f"/api/songs/{songs[0]}/analyze")

    assert started.status == 202
    song = alice.wait_for_job(started.body["job_id"])
    assert (song["status"], song["priority"]) == ("completed", "high")
    assert alice.get("/api/progress/global")["percentage"] == 33.3
    job = alice.wait_for_job(alice.post(f"/api/playlists/{playlist}/analyze").body["job_id"])
    assert (job["status"], job["priority"], job["progress"]["already_analysed"]) == (
        *("completed", "medium"),
        1,
    )
    assert alice.get(f"/api/progress/playlist/{playlist}")["percentage"] == 100.0


def test_a_playlist_goes_on_behind_the_last_song_when_its_worker_is_killed(
    live_site: Site,
) -> None:
    csv = "title,artist\n" + "".join(f"Song {n:05},Joni\n" for n in range(400))
    alice = live_site.register()
    answer = alice.upload("/api/library/imports", "library.csv", csv.encode())
    alice.wait_for_job(answer.body["job_id"])
    songs = [track["id"] for track in alice.get("/api/tracks?limit=200")["results"]]
    playlist = _playlist(alice, songs)
    job_id = alice.post(f"/api/playlists/{playlist}/analyze").body["job_id"]
    wait_until(
        lambda: alice.get(f"/api/progress/{job_id}"),
        lambda progress: progress["current"] > 20 or progress["status"] == "completed",
    )
    for pid in live_site.pids("-n analysis@"):
        os.kill(pid, signal.SIGKILL)
    job = alice.wait_for_job(job_id)

    assert (job["status"], job["progress"]["current"]) == ("completed", 200)
    assert job["progress"]["without_file"] == 200
