from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract import redis_connection
from jobqueue import order, progress, transitions
from jobqueue.models import AnalysisJob, Band, Status
from jobqueue.run import Run
from jobqueue.slots import Slot

Make = Callable[..., AnalysisJob]


def running(**fields: object) -> AnalysisJob:
    return AnalysisJob(status=Status.IN_PROGRESS, band=Band.LOW, **fields)  # type: ignore[misc]


def test_the_rest_takes_as_long_an_item_as_until_now() -> None:
    assert progress.seconds_left(running(current=25, total=100, active_seconds=10)) == 30


@pytest.mark.parametrize(
    "fields",
    [
        {"current": 0, "total": 10, "active_seconds": 60},
        {"current": 5, "total": 0, "active_seconds": 60},
        {"current": 5, "total": 10, "active_seconds": 0.4},
    ],
)
def test_nothing_is_foretold_before_something_is_known(fields: dict[str, float]) -> None:
    assert progress.seconds_left(running(**fields)) is None


def test_a_job_that_waits_has_no_estimate() -> None:
    job = running(current=5, total=10, active_seconds=60)
    job.status = Status.INTERRUPTED

    assert progress.seconds_left(job) is None


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "a few seconds"),
        (4.9, "a few seconds"),
        (12, "about 10 seconds"),
        (54, "about 55 seconds"),
        (58, "about 1 minute"),
        (180, "about 3 minutes"),
        (3400, "about 1 hour"),
        (7300, "about 2 hours"),
        (200_000, "about 2 days"),
    ],
)
def test_words_for_a_time(seconds: float, text: str) -> None:
    assert progress.eta_text(seconds) == text


@given(st.floats(0, 1e7))
def test_every_time_has_words(seconds: float) -> None:
    assert " 0 " not in progress.eta_text(seconds)


@given(st.integers(0, 10**12), st.integers(0, 10**12))
def test_a_hundred_per_cent_is_kept_for_the_end(current: int, total: int) -> None:
    assert 0 <= progress.percentage(running(current=current, total=total)) < 100


def test_a_completed_job_is_at_a_hundred() -> None:
    assert progress.percentage(AnalysisJob(status=Status.COMPLETED, total=0)) == 100


@pytest.mark.django_db(transaction=True)
def test_the_live_state_goes_over_an_older_row(job: Make, slot: Slot) -> None:
    claimed = transitions.claim(job(total=9).pk, slot=slot.number)
    assert claimed is not None
    Run(claimed, slot).report(current=4, message="4 of 9", phase="loading")

    body = progress.progress_body(AnalysisJob.objects.get(pk=claimed.pk))

    assert (body["current"], body["message"], body["phase"]) == (4, "4 of 9", "loading")


@pytest.mark.django_db(transaction=True)
def test_a_live_state_of_before_is_left(job: Make) -> None:
    made = job(total=9)
    state = progress.state(made) | {"current": 7, "revision": -1}
    redis_connection.connection().hset(order.job_key(made.pk), "state", order.json.dumps(state))

    assert progress.progress_body(made)["current"] == 0


def test_the_status_of_a_phase_is_that_of_a_job_that_was_stopped_in_it() -> None:
    job = running(details={"phase": "Comparing", "phase_status": "analyzing_similarities"})
    job.status = Status.INTERRUPTED

    assert progress.body(job)["phase_status"] == "interrupted"
