"""GET /api/queue/status: the queue at a glance."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from contract import redis_connection
from jobqueue import overview, registry, sessions, transitions, worker, workers
from jobqueue.models import AnalysisJob, Band, JobType, QueueState, Tally
from tests.jobqueue import counting, processes

Make = Callable[..., AnalysisJob]

MOST_QUERIES = 7


@pytest.fixture
def staff(bob: Any) -> Any:
    bob.is_staff = True
    bob.save()
    return bob


@pytest.fixture
def running(job: Make) -> AnalysisJob:
    claimed = transitions.claim(job(target_id="secret-target").pk, slot=1)
    assert claimed is not None
    return claimed


@pytest.fixture
def status(api: Any) -> Callable[[Any], dict[str, Any]]:
    def ask(user: Any) -> dict[str, Any]:
        answer = api(user).get("/api/queue/status")
        assert answer.status_code == 200
        return dict(answer.json())

    return ask


def ran(band: int = Band.MEDIUM, **figures: Any) -> None:
    """Note in this hour's history what jobs of a band did."""
    hour = timezone.now().replace(minute=0, second=0, microsecond=0)
    Tally.objects.create(hour=hour, band=band, **figures)


def test_an_idle_queue(status: Any, alice: Any) -> None:
    body = status(alice)

    assert (body["paused"], body["consumed"]) == (False, True)
    assert body["depth"] == {"high": 0, "medium": 0, "low": 0}
    assert (body["in_progress"], body["workers"]) == ([], [])
    assert (body["oldest_pending_seconds"], body["success_rate"]) == (None, None)
    assert body["throughput_per_hour"] == 0
    assert len(body["history"]["hours"]) == 24


def test_nobody_is_refused(api: Any, db: None) -> None:
    assert api(None).get("/api/queue/status").status_code == 401


def test_the_depth_counts_what_waits_by_band(status: Any, job: Make, alice: Any) -> None:
    job(band=Band.HIGH)
    job(band=Band.LOW)
    job(band=Band.LOW)
    transitions.claim(job(band=Band.LOW).pk, slot=1)

    body = status(alice)

    assert body["depth"] == {"high": 1, "medium": 0, "low": 2}
    assert (body["bands"]["low"]["active"], body["bands"]["low"]["waiting"]) == (1, 2)


def test_paused_jobs_do_not_wait(status: Any, job: Make, alice: Any) -> None:
    AnalysisJob.objects.filter(pk=job().pk).update(status="paused")

    medium = status(alice)["bands"]["medium"]

    assert (medium["waiting"], medium["paused_jobs"]) == (0, 1)


def test_the_oldest_pending_job_tells_its_age(status: Any, job: Make, alice: Any) -> None:
    for minutes in (1, 5, 3):
        created = timezone.now() - timedelta(minutes=minutes)
        AnalysisJob.objects.filter(pk=job().pk).update(created_at=created)

    assert 300 <= status(alice)["oldest_pending_seconds"] < 330


def test_an_interrupted_job_waits_since_its_interruption(
    status: Any, running: AnalysisJob, alice: Any
) -> None:
    hour_ago = timezone.now() - timedelta(hours=1)
    AnalysisJob.objects.filter(pk=running.pk).update(created_at=hour_ago)
    transitions.interrupt(running, "as the test wants", {})

    body = status(alice)

    assert body["bands"]["medium"]["oldest_waiting_seconds"] < 60
    assert body["oldest_pending_seconds"] is None


def test_the_owner_sees_the_running_job(status: Any, running: AnalysisJob, alice: Any) -> None:
    (shown,) = status(alice)["in_progress"]

    assert (shown["job_id"], shown["target_id"]) == (str(running.pk), "secret-target")
    assert shown["progress"]["status"] == "in_progress"


def test_staff_sees_everybodys(status: Any, running: AnalysisJob, staff: Any) -> None:
    (shown,) = status(staff)["in_progress"]

    assert (shown["user"], shown["target_id"]) == ("alice", "secret-target")


def test_others_see_counts_and_nothing_else(
    api: Any, running: AnalysisJob, charlie: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sessions, "_worker", "analysis@a-host")
    AnalysisJob.objects.update(owner=sessions.owner())
    workers.say_alive("analysis@a-host")

    answer = api(charlie).get("/api/queue/status")

    body, text = answer.json(), answer.content.decode()
    assert body["bands"]["medium"]["active"] == 1
    assert body["workers"][0]["state"] == "busy"
    for secret in ("alice", "secret-target", str(running.pk), "a-host"):
        assert secret not in text


def test_progress_is_as_new_as_redis_has_it(status: Any, job: Make, alice: Any, slot: Any) -> None:
    from jobqueue.run import Run

    claimed = transitions.claim(job(total=10).pk, slot=1)
    assert claimed is not None
    run = Run(claimed, slot)

    run.report(current=7)

    (shown,) = status(alice)["in_progress"]
    assert shown["progress"]["current"] == 7


def test_a_worker_says_when_it_was_heard_and_what_it_runs(
    status: Any, job: Make, staff: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sessions, "_worker", "analysis@here")
    workers.say_alive("analysis@here")
    claimed = transitions.claim(job().pk, slot=1)
    assert claimed is not None

    (one,) = status(staff)["workers"]

    assert (one["name"], one["state"], one["job_id"]) == ("analysis@here", "busy", str(claimed.pk))
    assert one["last_heartbeat"].endswith("Z")


@pytest.mark.parametrize(("seconds", "consumed"), [(14, True), (16, False)])
def test_work_that_no_living_worker_takes_is_said(
    status: Any, job: Make, alice: Any, seconds: float, consumed: bool
) -> None:
    job(band=Band.HIGH)
    at = json.dumps({"at": time.time() - seconds})
    redis_connection.connection().hset(workers.WORKERS, "analysis@here", at)

    body = status(alice)

    assert body["bands"]["high"]["consumed"] is consumed
    assert body["bands"]["low"]["consumed"] is True
    assert body["consumed"] is consumed


def test_a_worker_of_another_kind_does_not_count(status: Any, job: Make, alice: Any) -> None:
    job(type=counting.EXPORTING)
    workers.say_alive("analysis@here")

    assert status(alice)["consumed"] is False


@pytest.mark.django_db(transaction=True)
def test_with_redis_away_nobody_knows_who_consumes(
    status: Any, job: Make, alice: Any, own_redis: processes.Server
) -> None:
    job()
    own_redis.kill()

    body = status(alice)

    assert body["consumed"] is None
    assert body["depth"]["medium"] == 1


def test_a_paused_band_says_so_and_since_when(status: Any, alice: Any) -> None:
    QueueState.objects.create(band=Band.LOW, paused=True)

    body = status(alice)

    assert body["bands"]["low"]["paused"] is True
    assert body["bands"]["low"]["paused_since"] is not None
    assert body["paused"] is False


def test_the_queue_is_paused_when_every_band_is(status: Any, alice: Any) -> None:
    for band in Band:
        QueueState.objects.create(band=band, paused=True)

    assert status(alice)["paused"] is True


def test_rates_are_of_the_last_day(status: Any, alice: Any) -> None:
    ran(completed=36, failed=4, cancelled=9)
    ran(Band.LOW, completed=12)
    long_ago = timezone.now() - timedelta(hours=25)
    Tally.objects.create(hour=long_ago, band=Band.LOW, completed=1000, failed=1000)

    body = status(alice)

    assert body["success_rate"] == pytest.approx(48 / 52)
    # Over 23 to 24 hours, as the last of them is not over; to two digits.
    assert 2.0 <= body["throughput_per_hour"] <= round(48 / 23, 2)
    assert 0.5 <= body["bands"]["low"]["throughput_per_hour"] <= round(12 / 23, 2)


def test_the_time_left_counts_the_bands_above(status: Any, job: Make, alice: Any) -> None:
    ran(Band.HIGH, completed=2, started=2, run_seconds=20)
    ran(Band.LOW, completed=1, started=1, run_seconds=30)
    job(band=Band.HIGH)
    job(band=Band.HIGH)
    job(band=Band.LOW)

    bands = status(alice)["bands"]

    assert (bands["high"]["eta_seconds"], bands["low"]["eta_seconds"]) == (20, 50)
    assert bands["medium"]["eta_seconds"] is None


def test_each_type_takes_as_long_as_others_of_it_did(
    status: Any, job: Make, alice: Any, monkeypatch: Any
) -> None:
    """Ten short jobs of one type in the day say nothing of a long one of another."""
    monkeypatch.setitem(registry._handlers, JobType.EXPORT, counting.Counting())
    ran(type=counting.COUNTING, completed=10, started=10, run_seconds=20)
    ran(type=JobType.DUPLICATE_ANALYSIS, completed=1, started=1, run_seconds=600)
    monkeypatch.setitem(registry._handlers, JobType.DUPLICATE_ANALYSIS, counting.Counting())
    job()
    job(type=JobType.DUPLICATE_ANALYSIS)

    assert status(alice)["bands"]["medium"]["eta_seconds"] == 602

    # One that has not run today takes as long as the day's jobs did on average.
    job(type=JobType.EXPORT)
    assert status(alice)["bands"]["medium"]["eta_seconds"] == pytest.approx(602 + 620 / 11, abs=0.1)


def test_a_job_that_knows_its_items_takes_as_long_as_they_do(
    status: Any, job: Make, alice: Any
) -> None:
    ran(type=counting.COUNTING, completed=1, started=1, run_seconds=30)
    long, short = job(total=100), job(total=10)
    AnalysisJob.objects.filter(pk__in=[long.pk, short.pk]).update(expected_seconds=2.0)
    AnalysisJob.objects.filter(pk=long.pk).update(current=60)

    assert status(alice)["bands"]["medium"]["eta_seconds"] == 2 * 40 + 2 * 10


def test_several_slots_share_the_time(status: Any, job: Make, alice: Any, settings: Any) -> None:
    settings.ANALYSIS_SLOTS = 2
    ran(completed=1, started=1, run_seconds=30)
    job()
    job()

    assert status(alice)["bands"]["medium"]["eta_seconds"] == 30


def test_a_paused_band_takes_no_time_and_has_none(status: Any, job: Make, alice: Any) -> None:
    ran(Band.HIGH, completed=1, started=1, run_seconds=10)
    ran(Band.LOW, completed=1, started=1, run_seconds=30)
    job(band=Band.HIGH)
    job(band=Band.LOW)
    QueueState.objects.create(band=Band.HIGH, paused=True)

    bands = status(alice)["bands"]

    assert (bands["high"]["eta_seconds"], bands["low"]["eta_seconds"]) == (None, 30)


def test_no_time_is_guessed_where_no_job_has_run(status: Any, job: Make, alice: Any) -> None:
    ran(Band.LOW, completed=1, started=1, run_seconds=30)
    job(band=Band.HIGH)
    job(band=Band.LOW)

    assert status(alice)["bands"]["low"]["eta_seconds"] is None


def test_a_finished_job_shows_in_the_history(status: Any, job: Make, alice: Any) -> None:
    job(band=Band.HIGH)
    worker.run_one("analysis")

    history = status(alice)["history"]

    assert history["hours"][-1]["bands"] == {"high": 1, "medium": 0, "low": 0}
    assert history["days"][-1]["completed"] == 1


def test_it_takes_as_many_queries_for_many_jobs_as_for_one(job: Make, staff: Any) -> None:
    for number in range(12):
        made = job(band=number % 3)
        if number % 2:
            transitions.claim(made.pk, slot=number)
    workers.say_alive("analysis@here")

    with CaptureQueriesContext(connection) as queries:
        overview.body(staff)

    assert len(queries) <= MOST_QUERIES


def test_a_long_history_is_not_read(job: Make, alice: Any) -> None:
    for status, count in (("completed", 3000), ("pending", 100), ("interrupted", 2)):
        AnalysisJob.objects.bulk_create(
            AnalysisJob(type=counting.COUNTING, user=alice, band=n % 3, status=status)
            for n in range(count)
        )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE queue_analysisjob")
        with CaptureQueriesContext(connection) as queries:
            overview.body(alice)
        asked = [query["sql"] for query in queries if "queue_analysisjob" in query["sql"]]
        plans = []
        for sql in asked:
            cursor.execute(f"EXPLAIN {sql}")
            plans.append("\n".join(row[0] for row in cursor.fetchall()))

    assert len(plans) >= 3
    assert [plan for plan in plans if "Seq Scan on queue_analysisjob" in plan] == []


def test_an_export_waits_for_no_analysis(status: Any, job: Make, alice: Any) -> None:
    ran(completed=1, started=1, run_seconds=30)
    job()
    job()
    job(type=counting.EXPORTING)

    # Two analyses one after the other, the export beside them.
    assert status(alice)["bands"]["medium"]["eta_seconds"] == 60


def test_slots_of_analyses_help_no_export(
    status: Any, job: Make, alice: Any, settings: Any
) -> None:
    settings.ANALYSIS_SLOTS = 4
    ran(completed=1, started=1, run_seconds=30)
    job(type=counting.EXPORTING)
    job(type=counting.EXPORTING)

    assert status(alice)["bands"]["medium"]["eta_seconds"] == 60


def test_all_that_run_in_the_most_slots_are_shown(status: Any, job: Make, staff: Any) -> None:
    for slot in range(1, 65):
        transitions.claim(job().pk, slot=slot)

    assert len(status(staff)["in_progress"]) == 64


def test_a_worker_that_fell_silent_is_told_as_gone(status: Any, staff: Any) -> None:
    said = {"analysis@here": 40, "analysis@there": 1, "analysis@past": 4000}
    for name, seconds in said.items():
        at = json.dumps({"at": time.time() - seconds})
        redis_connection.connection().hset(workers.WORKERS, name, at)

    found = {one["name"]: one["state"] for one in status(staff)["workers"]}

    assert found == {"analysis@here": "gone", "analysis@there": "idle"}
