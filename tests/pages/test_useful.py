"""After a run one press says whether it was useful; staff see what was said."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts import preferences
from accounts.models import User
from analyses.audio import feedback
from analyses.audio.models import RunFeedback
from jobqueue.models import AnalysisJob, WatchedDay
from playlists.models import Playlist

pytestmark = pytest.mark.django_db


@pytest.fixture
def playlist(alice: User) -> Playlist:
    return Playlist.objects.create(owner=alice, name="Mornings")


@pytest.fixture
def done(alice: User, playlist: Playlist) -> AnalysisJob:
    """Return an analysis of Alice's playlist that has just completed."""
    return AnalysisJob.objects.create(
        type="PLAYLIST_ANALYSIS",
        user=alice,
        band=1,
        target_id=str(playlist.pk),
        status="completed",
        current=3,
        message="3 songs analysed",
        finished_at=timezone.now(),
    )


def test_one_press_is_kept_and_asked_for_once(
    alice: User, playlist: Playlist, done: AnalysisJob, browse: Any, send: Any
) -> None:
    path = f"/playlists/{playlist.pk}"
    assert "3 songs analysed Was this useful?" in browse(alice, path).text
    page = send(alice, f"/analyses/{done.pk}/useful", useful="yes", next=path)

    assert page.response.request["PATH_INFO"] == path
    assert "Was this useful?" not in page.text
    said = RunFeedback.objects.get()
    assert (said.user, said.job, said.useful) == (alice, done, True)


def test_a_second_word_takes_the_place_of_the_first(
    alice: User, done: AnalysisJob, send: Any
) -> None:
    for answer in ("yes", "no"):
        send(alice, f"/analyses/{done.pk}/useful", useful=answer)

    assert RunFeedback.objects.get().useful is False


@pytest.mark.parametrize(
    "change",
    [
        {"status": "failed"},
        {"current": 0},
        {"finished_at": timezone.now() - timedelta(days=7, minutes=1)},
    ],
)
def test_it_is_not_asked_of_what_did_nothing_or_is_long_ago(
    alice: User, playlist: Playlist, done: AnalysisJob, change: dict[str, Any]
) -> None:
    AnalysisJob.objects.update(**change)

    assert feedback.to_ask(alice, done.type, str(playlist.pk)) is None


def test_what_makes_no_sense_is_refused(
    alice: User, charlie: User, done: AnalysisJob, send: Any, client_of: Any
) -> None:
    path = f"/analyses/{done.pk}/useful"

    assert send(charlie, path, useful="yes").status == 404
    assert send(alice, path, useful="perhaps").status == 404
    assert send(alice, "/analyses/none/useful", useful="yes").status == 404
    away = client_of(alice).post(path, {"useful": "yes", "next": "https://example.org/"})
    assert away.url == "/"
    assert RunFeedback.objects.count() == 1


def test_staff_see_who_has_it_on_and_what_was_said(
    alice: User, bob: User, done: AnalysisJob, browse: Any
) -> None:
    staff = User.objects.create_superuser("root", password="correct horse battery")
    preferences.change(bob, {"auto_analysis": False})
    preferences.change(alice, {"auto_analysis": True})
    feedback.say(alice, done.pk, useful=True)

    text = browse(staff, "/admin/audio/runfeedback/").text
    assert "2 of 3 active users have automatic analysis on." in text
    assert "1 run was called useful, 0 runs not." in text


def test_staff_see_for_how_long_progress_was_watched_in_a_month(browse: Any) -> None:
    staff = User.objects.create_superuser("root", password="correct horse battery")
    today = timezone.now().date()
    for days, seconds, sockets in ((0, 5400, 4), (30, 1800, 1), (31, 360_000, 1)):
        day = today - timedelta(days=days)
        WatchedDay.objects.create(day=day, seconds=seconds, sockets=sockets)

    text = browse(staff, "/admin/audio/runfeedback/").text

    assert "In the last 30 days people watched progress for 2.0 hours, on 5 opened pages." in text
