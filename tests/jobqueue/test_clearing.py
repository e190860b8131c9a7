"""A band is cleared with a few statements for many jobs, and each ends as if cancelled alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contract import redis_connection
from jobqueue import controls, jobs, order, transitions
from jobqueue.models import AnalysisJob, Band, JobTransition, Tally
from jobqueue.states import Status
from tests.jobqueue import counting
from tests.jobqueue.counting import COUNTING, Counting

Make = Callable[..., AnalysisJob]


def seen(job: AnalysisJob) -> dict[str, Any]:
    """Return all that a job's end leaves, but for ids and times."""
    row = AnalysisJob.objects.get(pk=job.pk)
    change = row.transitions.last()
    assert change is not None
    kept = (
        "status",
        "requested",
        "fence",
        "revision",
        "slot",
        "attempts",
        "interruptions",
        "error",
    )
    traced = ("from_status", "to_status", "reason", "fence", "slot", "worker", "attempts")
    return {
        **{name: getattr(row, name) for name in kept},
        "trace": {name: getattr(change, name) for name in traced},
        "ends": list(counting.ends(row)),
        "finished": row.finished_at is not None,
        "placed": redis_connection.connection().zscore(order.waiting_key(row.kind), str(row.pk)),
        "live": (order.state_of(row.pk) or {}).get("revision"),
    }


@pytest.mark.django_db(transaction=True)
def test_a_cleared_job_ends_like_one_that_is_cancelled_alone(job: Make) -> None:
    alone, paused_alone, cleared, paused = (job(band=Band.LOW) for _ in range(4))
    for one in (paused_alone, paused):
        jobs.pause(one)
    for one in (alone, paused_alone):
        jobs.cancel(one, "why")

    assert jobs.clear(Band.LOW, "why") == {"pending": 1, "paused": 1}

    assert seen(cleared) == seen(alone)
    assert seen(paused) == seen(paused_alone)
    assert seen(cleared)["ends"] == ["cancelled"]


def test_many_take_few_statements(job: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Counting, "ended", lambda *given: None)
    for _ in range(30):
        job(band=Band.LOW)

    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert jobs.clear(Band.LOW) == {"pending": 30}

    savepoints = [q for q in asked if "SAVEPOINT" in q["sql"]]
    # Each handler's own savepoint, and the tally's; beside them the same for one job as for all.
    assert len(savepoints) == 2 * 31 + 2
    assert len(asked) - len(savepoints) <= 7


def test_more_than_a_part_are_all_cleared(job: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(controls, "SEVERAL", 2)
    for _ in range(5):
        job(band=Band.LOW)

    assert jobs.clear(Band.LOW) == {"pending": 5}
    assert not AnalysisJob.objects.open().exists()
    assert sum(Tally.objects.filter(type=COUNTING).values_list("cancelled", flat=True)) == 5


def test_the_fault_of_one_handler_keeps_no_other_job(
    job: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad, good = job(band=Band.LOW), job(band=Band.LOW)
    told = []

    def ended(self: Any, one: AnalysisJob, now: Any) -> None:
        if one.pk == bad.pk:
            raise ValueError("broken")
        told.append(one.pk)

    monkeypatch.setattr(Counting, "ended", ended)

    assert jobs.clear(Band.LOW) == {"pending": 2}
    assert told == [good.pk]
    assert set(AnalysisJob.objects.values_list("status", flat=True)) == {Status.CANCELLED}


@pytest.mark.django_db(transaction=True)
def test_each_is_in_the_log(job: Make, caplog: pytest.LogCaptureFixture) -> None:
    made = [job(band=Band.LOW) for _ in range(3)]

    with caplog.at_level("INFO", logger="jobqueue.trail"):
        jobs.clear(Band.LOW, "away with it")

    lines = [record.msg for record in caplog.records if record.msg["event"] == "job_changed"]
    told = [line for line in lines if line["reason"] == "away with it"]
    assert {line["job"] for line in told} == {str(one.pk) for one in made}
    assert {(line["from"], line["to"]) for line in told} == {("pending", "cancelled")}


def test_what_a_worker_claims_meanwhile_is_left(job: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between the choice of a part and its lock a worker takes one of it."""
    first, second = job(band=Band.LOW), job(band=Band.LOW)
    atomic = controls.transaction.atomic

    def claimed_before(*given: Any, **named: Any) -> Any:
        monkeypatch.setattr(controls.transaction, "atomic", atomic)
        assert transitions.claim(first.pk, slot=0) is not None
        return atomic(*given, **named)

    monkeypatch.setattr(controls.transaction, "atomic", claimed_before)

    assert jobs.clear(Band.LOW) == {"pending": 1}
    states = AnalysisJob.objects.values_list("pk", "status")
    assert dict(states) == {first.pk: Status.IN_PROGRESS, second.pk: Status.CANCELLED}
    assert JobTransition.objects.filter(job=first, to_status=Status.CANCELLED).count() == 0


def test_nothing_to_clear_writes_nothing(job: Make) -> None:
    assert jobs.clear() == {}
    transitions.cancel_all([], "none")
    assert not Tally.objects.exists()
