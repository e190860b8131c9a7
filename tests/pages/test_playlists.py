"""Playlists as pages: the lists of them, one with its tracks, and its analysis as it moves."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.models import User
from analyses.audio import starting
from jobqueue.models import AnalysisJob
from library import changes
from library.models import Track
from playlists import analysis
from playlists.adding import add
from playlists.models import Playlist

pytestmark = pytest.mark.django_db


def make(owner: User, titles: list[str], **fields: Any) -> Playlist:
    made = Playlist.objects.create(owner=owner, **{"name": "Mornings"} | fields)
    tracks = [Track.objects.create(user=owner, title=title, duration=60.0) for title in titles]
    if tracks:
        add(made, [track.pk for track in tracks], by=owner)
    return made


def test_who_has_none_is_told_how_to_make_one(alice: User, browse: Any) -> None:
    page = browse(alice, "/playlists")

    assert "You have no playlist yet" in page.text
    assert page.source.count("button primary") == 1


def test_the_lists_hold_ones_own_and_the_public_ones(alice: User, bob: User, browse: Any) -> None:
    make(alice, ["One", "Two"], name="Hers")
    make(bob, ["Three"], name="His", is_public=True)
    make(bob, [], name="Secret")

    own, public = browse(alice, "/playlists"), browse(alice, "/playlists", scope="public")
    assert "Hers" in own.text
    assert "2 tracks, 2 min 0 s" in own.text
    assert "His" not in own.text
    assert "His" in public.text
    assert "by bob" in public.text
    assert "Secret" not in own.text + public.text
    assert "Nobody has shared" in browse(alice, "/playlists", scope="shared").text
    assert browse(alice, "/playlists", scope="none").status == 302


def test_one_is_made_and_shown(alice: User, send: Any) -> None:
    page = send(alice, "/playlists/new", name="Evenings <b>")

    made = Playlist.objects.get()
    assert page.response.request["PATH_INFO"] == f"/playlists/{made.pk}"
    assert "Evenings <b>" in page.text
    assert "No tracks in it" in page.text


@pytest.mark.parametrize("name", ["", "x" * 201, "a\0b"])
def test_a_name_that_does_not_fit_is_refused_in_words(alice: User, send: Any, name: str) -> None:
    page = send(alice, "/playlists/new", name=name)

    assert page.response.request["PATH_INFO"] == "/playlists"
    assert "The name: " in page.text
    assert not Playlist.objects.exists()


def test_its_tracks_are_in_order_and_paged(alice: User, browse: Any) -> None:
    playlist = make(alice, [f"Song {n}" for n in range(1, 61)])
    changes.trash(alice.pk, [playlist.entries.get(position=1).track_id], origin="test")

    first = browse(alice, f"/playlists/{playlist.pk}")
    assert "1 Song 2 no artist" in first.text
    assert "50 Song 51" in first.text
    assert "Song 52" not in first.text
    following = first.source.split('rel="next"')[1].split('href="')[1].split('"')[0]
    second = browse(alice, following.replace("&amp;", "&"))
    assert "51 Song 52" in second.text
    assert browse(alice, f"/playlists/{playlist.pk}", cursor="x").status == 302


def test_the_button_analyses_what_is_not_analysed(alice: User, browse: Any, send: Any) -> None:
    playlist = make(alice, ["One", "Two"])
    assert "Analyse its songs" in browse(alice, f"/playlists/{playlist.pk}").text
    page = send(alice, f"/playlists/{playlist.pk}/analyze")
    job = AnalysisJob.objects.get()

    assert job.type == "PLAYLIST_ANALYSIS"
    assert f'data-job-id="{job.pk}"' in page.source
    assert "Analysing this playlist" in page.text
    assert "Analyse its songs" not in page.text
    Track.objects.update(analysed_at="2026-03-02T12:00Z")
    job.delete()
    assert "Analyse its songs" not in browse(alice, f"/playlists/{playlist.pk}").text


def test_without_a_run_of_its_own_the_librarys_is_shown(alice: User, browse: Any) -> None:
    playlist = make(alice, ["One"])
    job = starting.start_background(alice)

    page = browse(alice, f"/playlists/{playlist.pk}")
    assert "Analysing your whole library" in page.text
    assert f'data-job-id="{job.pk}"' in page.source
    assert "Analyse its songs" in page.text
    assert "Analysing your whole library" in browse(alice, "/playlists").text


def test_a_viewer_watches_by_the_playlists_own_socket(
    alice: User, bob: User, browse: Any, send: Any
) -> None:
    playlist = make(alice, ["One"], is_public=True)
    analysis.start(alice, playlist)

    page = browse(bob, f"/playlists/{playlist.pk}")
    assert f'data-socket="/ws/playlists/{playlist.pk}/progress/"' in page.source
    assert "Analysing this playlist" in page.text
    refused = send(bob, f"/playlists/{playlist.pk}/analyze")
    assert "You may see this playlist, not change it." in refused.text


def test_a_failure_is_said(alice: User, browse: Any) -> None:
    playlist = make(alice, ["One"])
    job = analysis.start(alice, playlist)
    error = {"code": "WORKER_LOST", "message": "The worker was lost."}
    AnalysisJob.objects.filter(pk=job.pk).update(status="failed", error=error)

    assert "The last analysis failed The worker was lost." in (
        browse(alice, f"/playlists/{playlist.pk}").text
    )


def test_what_is_not_ones_own_does_not_exist(
    alice: User, charlie: User, browse: Any, send: Any
) -> None:
    playlist = make(alice, ["One"])

    for number in (playlist.pk, 2_000_000_000, 2**70):
        assert browse(charlie, f"/playlists/{number}").status == 404
        assert send(charlie, f"/playlists/{number}/analyze").status == 404
    assert browse(None, "/playlists").response.url.startswith("/login")
