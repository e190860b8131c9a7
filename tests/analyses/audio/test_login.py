"""A login starts the background analysis: where the user wants it, is idle, and has new songs."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from accounts import preferences
from jobqueue import jobs
from jobqueue.models import AnalysisJob
from tests.conftest import PASSWORD


@pytest.fixture(autouse=True)
def _on_login(settings: Any) -> None:
    settings.BACKGROUND_ON_LOGIN = True


def log_in(api: Any) -> None:
    answer = api(None).post("/api/auth/login", {"username": "alice", "password": PASSWORD})
    assert answer.status_code == 200


def background() -> list[AnalysisJob]:
    return list(AnalysisJob.objects.filter(type="BACKGROUND_ANALYSIS"))


def test_by_the_api(api: Any, alice: Any, make_song: Any) -> None:
    make_song(alice)
    log_in(api)

    [job] = background()
    assert (job.user, job.get_band_display()) == (alice, "low")


def test_by_the_form(alice: Any, make_song: Any) -> None:
    make_song(alice)
    Client().post("/login", {"username": "alice", "password": PASSWORD})

    assert len(background()) == 1


def test_a_second_login_makes_no_second_job(api: Any, alice: Any, make_song: Any) -> None:
    make_song(alice)
    for _ in range(2):
        log_in(api)

    assert len(background()) == 1


def test_not_where_the_user_does_not_want_it(api: Any, alice: Any, make_song: Any) -> None:
    make_song(alice)
    preferences.change(alice, {"auto_analysis": False})
    log_in(api)

    assert background() == []


def test_not_where_the_operator_does_not_want_it(
    api: Any, alice: Any, make_song: Any, settings: Any
) -> None:
    settings.BACKGROUND_ON_LOGIN = False
    make_song(alice)
    log_in(api)

    assert background() == []


def test_not_while_a_job_of_theirs_is_open(api: Any, alice: Any, bob: Any, make_song: Any) -> None:
    song = make_song(alice)
    api(alice).post(f"/api/songs/{song.pk}/analyze")
    log_in(api)
    assert background() == []

    jobs.cancel(AnalysisJob.objects.get())
    api(bob).post(f"/api/songs/{make_song(bob).pk}/analyze")
    log_in(api)
    assert len(background()) == 1


def test_not_where_all_is_analysed(api: Any, alice: Any, make_song: Any) -> None:
    make_song(alice, analysed_at="2026-03-02T12:00Z")
    log_in(api)

    assert background() == []
