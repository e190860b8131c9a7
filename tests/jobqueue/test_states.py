"""Every change of a job's state from every state: the state machine as ARCHITECTURE.md draws it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from jobqueue import controls, transitions
from jobqueue.models import AnalysisJob, Band, Requested, Status
from tests.paths import ROOT

Make = Callable[..., AnalysisJob]
Change = Callable[[AnalysisJob], AnalysisJob | None]
pytestmark = pytest.mark.django_db

PENDING, RUNNING, INTERRUPTED, PAUSED, COMPLETED, FAILED, CANCELLED = Status

CHANGES: dict[str, Change] = {
    "claim": lambda job: transitions.claim(job.pk, slot=1),
    "win_back": lambda job: transitions.win_back(job, slot=1),
    "interrupt": lambda job: transitions.interrupt(job, "stop", {}),
    "stumble": lambda job: transitions.stumble(job, {"code": "x"}, {}),
    "rescue": transitions.rescue,
    "complete": lambda job: transitions.complete(job, {}),
    "fail": lambda job: transitions.fail(job, {"code": "x"}, {}),
    "stop_cancelled": lambda job: transitions.stop_cancelled(job, {}),
    "request_cancel": lambda job: transitions.request_cancel(job.pk, "cancelled"),
    "pause": lambda job: controls.pause(job.pk, "paused"),
    "resume": lambda job: controls.resume(job.pk, "resumed"),
    "set_band": lambda job: controls.set_band(job.pk, Band.HIGH, "moved"),
}
# What each change makes of a job that never ran, of one that runs, and so on. A state that is not named
# refuses it. A running job is asked, and goes on until its next checkpoint.
MAKES: dict[str, dict[Status, Status]] = {
    "claim": {PENDING: RUNNING, INTERRUPTED: RUNNING},
    "win_back": {INTERRUPTED: RUNNING},
    "interrupt": {RUNNING: INTERRUPTED},
    "stumble": {RUNNING: INTERRUPTED},
    "rescue": {RUNNING: INTERRUPTED},
    "complete": {RUNNING: COMPLETED},
    "fail": {RUNNING: FAILED},
    "stop_cancelled": {RUNNING: CANCELLED},
    "request_cancel": {
        PENDING: CANCELLED, RUNNING: RUNNING, INTERRUPTED: CANCELLED, PAUSED: CANCELLED,
    },
    "pause": {PENDING: PAUSED, RUNNING: RUNNING, INTERRUPTED: PAUSED, PAUSED: PAUSED},
    "resume": {
        PENDING: PENDING, RUNNING: RUNNING, INTERRUPTED: INTERRUPTED, PAUSED: INTERRUPTED,
    },
    "set_band": {status: status for status in (PENDING, RUNNING, INTERRUPTED, PAUSED)},
}  # fmt: skip


def brought_to(job: AnalysisJob, status: Status) -> AnalysisJob:
    """Bring a new job to a state by the changes that lead there; all but `pending` have run."""
    if status == PENDING:
        return job
    assert transitions.claim(job.pk, slot=1)
    ways: dict[Status, tuple[str, ...]] = {
        RUNNING: (),
        INTERRUPTED: ("interrupt",),
        PAUSED: ("interrupt", "pause"),
        COMPLETED: ("complete",),
        FAILED: ("fail",),
        CANCELLED: ("stop_cancelled",),
    }
    for change in ways[status]:
        job.refresh_from_db()
        assert CHANGES[change](job) is not None
    job.refresh_from_db()
    return job


@pytest.mark.parametrize("status", list(Status))
@pytest.mark.parametrize("change", list(CHANGES))
def test_a_change_makes_what_is_drawn_and_nothing_else(
    job: Make, change: str, status: Status
) -> None:
    made = brought_to(job(band=Band.LOW), status)
    lines = made.transitions.count()
    expected = MAKES[change].get(status)

    got = CHANGES[change](made)

    now = AnalysisJob.objects.get(pk=made.pk)
    if expected is None:
        assert got is None
        assert (now.status, now.fence, now.revision) == (status, made.fence, made.revision)
        assert made.transitions.count() == lines
        return
    assert got is not None
    assert now.status == got.status == expected
    moved = expected != status
    assert now.fence == made.fence + moved
    assert (now.slot is None) == (expected != RUNNING)
    assert (now.finished_at is None) == (not now.is_ended)


@pytest.mark.parametrize(
    ("requested", "becomes"), [(Requested.PAUSE, PAUSED), (Requested.CANCEL, CANCELLED)]
)
@pytest.mark.parametrize("change", ["interrupt", "stumble", "rescue"])
def test_what_was_requested_meanwhile_is_done_instead(
    job: Make, change: str, requested: Requested, becomes: Status
) -> None:
    made = brought_to(job(), RUNNING)
    {Requested.PAUSE: controls.pause, Requested.CANCEL: transitions.request_cancel}[requested](
        made.pk, "asked"
    )

    got = CHANGES[change](made)

    assert got is not None
    assert (got.status, got.requested) == (becomes, Requested.NONE)


def test_a_paused_job_that_never_ran_is_pending_again(job: Make) -> None:
    made = job()
    controls.pause(made.pk, "paused")

    resumed = controls.resume(made.pk, "resumed")

    assert resumed is not None
    assert resumed.status == PENDING


def drawn() -> set[str]:
    text = (ROOT / "ARCHITECTURE.md").read_text()
    section: Any = re.search(r"## The states of a job\n(.*?)\n## ", text, re.DOTALL)
    return set(re.findall(r"[a-z]+(?:_[a-z]+)*", section[1]))


def test_the_drawing_has_every_state_and_every_change() -> None:
    # Another band is another place, not another state.
    assert drawn() >= {*Status.values, *CHANGES.keys() - {"set_band"}}
