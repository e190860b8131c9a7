"""Who is told what of a job: once each, as their settings say."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from accounts import notifications
from accounts.models import Notification, User
from jobqueue import jobs, registry, transitions
from jobqueue.models import AnalysisJob, Band, JobType, Status
from tests.jobqueue.counting import Counting

Make = Callable[..., AnalysisJob]
FAULT = {"code": "no_file", "message": "There is no file."}


class Summing(Counting):
    def summary(self, job: AnalysisJob) -> str:
        return "7 songs."


@pytest.fixture(autouse=True)
def _types(monkeypatch: pytest.MonkeyPatch) -> None:
    """The types of others' apps are done by the counting job here."""
    for type in JobType:
        monkeypatch.setitem(registry._handlers, type, Summing())


@pytest.fixture
def analysis(job: Make) -> Make:
    return lambda **fields: job(**{"type": JobType.PLAYLIST_ANALYSIS, **fields})


def claimed(made: AnalysisJob) -> AnalysisJob:
    row = transitions.claim(made.pk, slot=1)
    assert row is not None
    return row


def told(user: User) -> list[str]:
    rows = Notification.objects.filter(user=user).order_by("pk")
    return list(rows.values_list("type", flat=True))


def test_start_and_end_are_told(analysis: Make, alice: User, bob: User) -> None:
    transitions.complete(claimed(analysis()), {"active_seconds": 170.0})

    assert told(alice) == ["analysis_started", "analysis_completed"]
    assert told(bob) == []
    last = Notification.objects.latest("pk")
    assert last.title == "The playlist analysis is done"
    assert last.message == "7 songs. It took about 3 minutes."
    assert last.data["status"] == "completed"


def test_a_failure_is_told_with_its_reason(analysis: Make, alice: User) -> None:
    made = analysis()
    transitions.fail(claimed(made), FAULT, {})

    last = Notification.objects.latest("pk")
    assert (last.type, last.message) == ("analysis_failed", "There is no file.")
    assert last.data == {
        "job_id": str(made.pk),
        "job_type": "PLAYLIST_ANALYSIS",
        "status": "failed",
        "code": "no_file",
    }


def test_a_job_that_was_interrupted_is_told_of_once(analysis: Make, alice: User) -> None:
    made = analysis()
    transitions.interrupt(claimed(made), "gave way", {})
    waiting = transitions.interrupt(claimed(made), "stopped", {})
    assert waiting is not None
    back = transitions.win_back(waiting, slot=1)
    assert back is not None
    transitions.rescue(back)
    transitions.complete(claimed(made), {})

    assert told(alice) == ["analysis_started", "analysis_completed"]


def test_one_that_was_paused_in_its_run_has_not_started_again(analysis: Make, alice: User) -> None:
    made = analysis()
    running = claimed(made)
    jobs.pause(made)
    transitions.interrupt(running, "paused", {})
    jobs.resume(made)
    claimed(made)

    assert told(alice) == ["analysis_started"]


def test_the_start_of_work_in_the_background_is_no_news(analysis: Make, alice: User) -> None:
    transitions.complete(claimed(analysis(band=Band.LOW)), {})

    assert told(alice) == ["analysis_completed"]


def test_a_cancel_is_not_told(analysis: Make, alice: User) -> None:
    jobs.cancel(analysis())

    assert told(alice) == []


@pytest.mark.parametrize(
    ("type", "expected"),
    [
        (JobType.LIBRARY_IMPORT, ["import_completed"]),
        (JobType.EXPORT, ["export_ready"]),
        (JobType.BULK_RESOLUTION, ["bulk_resolution_completed"]),
        (JobType.SONG_ANALYSIS, ["analysis_started", "analysis_completed"]),
    ],
)
def test_each_type_has_its_notification(
    analysis: Make, alice: User, type: str, expected: list[str]
) -> None:
    transitions.complete(claimed(analysis(type=type)), {})

    assert told(alice) == expected


def test_a_type_that_nobody_knows_is_silent(job: Make, alice: User) -> None:
    transitions.complete(claimed(job()), {})

    assert told(alice) == []


def test_what_is_switched_off_is_not_told(analysis: Make, alice: User) -> None:
    notifications.change_settings(alice, {"analysis_started": {"web_enabled": False}})

    transitions.complete(claimed(analysis()), {})

    assert told(alice) == ["analysis_completed"]


def test_what_is_rolled_back_is_not_told(analysis: Make, alice: User) -> None:
    running = claimed(analysis())
    transitions.rescue(running)

    assert transitions.complete(running, {}) is None
    assert told(alice) == ["analysis_started"]


def test_a_fault_in_telling_leaves_the_job_alone(
    analysis: Make, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(self: Any, job: AnalysisJob) -> str:
        return str(User.objects.get(pk="nonsense"))

    monkeypatch.setattr(Summing, "summary", broken)
    made = analysis()

    transitions.complete(claimed(made), {})

    made.refresh_from_db()
    assert made.status == Status.COMPLETED
    assert told(alice) == ["analysis_started"]
