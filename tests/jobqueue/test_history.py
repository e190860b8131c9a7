"""What is kept of the jobs that ended, hour by hour."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connections, transaction
from django.utils import timezone

from jobqueue import buckets, history, jobs, transitions, worker
from jobqueue.models import AnalysisJob, Band, Tally
from jobqueue.states import Status

Make = Callable[..., AnalysisJob]

NOW = datetime(2026, 3, 14, 15, 40, tzinfo=UTC)
THIS_HOUR = datetime(2026, 3, 14, 15, tzinfo=UTC)


@pytest.fixture
def tally() -> Callable[..., Tally]:
    """Return a maker of rows so many hours old."""

    def make(hours: float = 0, band: int = Band.MEDIUM, **figures: Any) -> Tally:
        hour = THIS_HOUR - timedelta(hours=hours)
        return Tally.objects.create(hour=hour, band=band, **{"completed": 1} | figures)

    return make


def of_today() -> history.Figures:
    now = timezone.now()
    return history.last_day(history.read(now), now)


def test_each_end_is_counted_by_how_it_ended(job: Make) -> None:
    job()
    worker.run_one("analysis")
    job(payload={"fails_at": 0})
    worker.run_one("analysis")
    jobs.cancel(job())

    kept = of_today()

    assert (kept.completed, kept.failed, kept.cancelled) == (1, 1, 1)
    assert kept.started == 2


def test_the_seconds_it_ran_and_waited_are_kept(job: Make) -> None:
    made = job(total=1, payload={"seconds": 0.2})
    AnalysisJob.objects.filter(pk=made.pk).update(created_at=timezone.now() - timedelta(seconds=60))

    worker.run_one("analysis")

    kept = of_today()
    assert 0.2 <= kept.run_seconds < 10
    assert 60 <= kept.waiting_seconds < 90


def test_an_interruption_is_counted_where_it_happens(job: Make) -> None:
    running = transitions.claim(job(band=Band.LOW).pk, slot=1)
    assert running is not None

    transitions.interrupt(running, "as the test wants", {})

    assert Tally.objects.get().band == Band.LOW
    assert of_today().interruptions == 1


def test_what_starts_is_no_end(job: Make) -> None:
    transitions.claim(job().pk, slot=1)

    assert not Tally.objects.exists()


def test_an_end_that_is_taken_back_is_not_counted(job: Make) -> None:
    made = job()

    with transaction.atomic():
        jobs.cancel(made)
        transaction.set_rollback(True)

    assert AnalysisJob.objects.get(pk=made.pk).status == Status.PENDING
    assert of_today().cancelled == 0


@pytest.mark.django_db(transaction=True)
def test_two_that_end_at_once_do_not_wait_for_each_other(job: Make) -> None:
    one, other = job(), job()
    done = threading.Event()

    def end_the_other() -> None:
        try:
            jobs.cancel(other)
            done.set()
        finally:
            connections.close_all()

    with transaction.atomic():
        jobs.cancel(one)
        thread = threading.Thread(target=end_the_other)
        thread.start()
        waited = not done.wait(timeout=10)
    thread.join()

    assert not waited
    assert of_today().cancelled == 2


@pytest.mark.parametrize(("hours", "counted"), [(23, 1), (24, 0)])
def test_the_last_day_has_24_hours(tally: Any, hours: int, counted: int) -> None:
    tally(hours)

    assert history.last_day(history.read(NOW), NOW).completed == counted


def test_the_last_day_of_one_band(tally: Any) -> None:
    tally(band=Band.HIGH)
    tally(band=Band.LOW, completed=5)

    assert history.last_day(history.read(NOW), NOW, Band.LOW).completed == 5


@pytest.mark.parametrize(("days", "counted"), [(29, 1), (30, 0)])
def test_the_picture_of_a_month_has_30_days(tally: Any, days: int, counted: int) -> None:
    tally(24 * days)

    steps = buckets.body(history.read(NOW), NOW)["days"]

    assert len(steps) == 30
    assert sum(step["completed"] for step in steps) == counted


def test_the_hours_are_in_order_with_their_bands(tally: Any) -> None:
    tally(1, band=Band.HIGH, completed=2)
    tally(1, band=Band.LOW, failed=3)

    steps = buckets.body(history.read(NOW), NOW)["hours"]

    assert [step["at"] for step in steps[-2:]] == [
        "2026-03-14T14:00:00.000Z",
        "2026-03-14T15:00:00.000Z",
    ]
    assert steps[-2]["bands"] == {"high": 2, "medium": 0, "low": 1}
    assert steps[-2]["failed"] == 3


def test_the_success_rate_leaves_the_cancelled_out() -> None:
    figures = history.Figures(completed=3, failed=1, cancelled=96)

    assert figures.success_rate == 0.75
    assert history.Figures(cancelled=1).success_rate is None


def test_hours_that_are_over_become_one_row_a_band(tally: Any) -> None:
    for _ in range(5):
        tally(1, run_seconds=2.5, started=1)
    tally(1, band=Band.LOW)
    tally(0)
    before = history.read(NOW)

    history.tidy(NOW)

    assert Tally.objects.count() == 3
    assert Tally.objects.get(band=Band.LOW).folded
    assert history.read(NOW) == before


def test_folding_twice_changes_nothing(tally: Any) -> None:
    tally(1)
    tally(1)
    history.tidy(NOW)
    kept = Tally.objects.get()

    assert history.tidy(NOW) == 0
    assert Tally.objects.get().pk == kept.pk


def test_a_fold_takes_a_bounded_number(tally: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history, "BATCH", 3)
    for _ in range(5):
        tally(1)

    assert history.tidy(NOW) == 3
    assert history.last_day(history.read(NOW), NOW).completed == 5


@pytest.mark.parametrize(("hours", "kept"), [(31 * 24, 1), (31 * 24 + 1, 0)])
def test_what_is_older_than_31_days_loses_its_hour(tally: Any, hours: int, kept: int) -> None:
    tally(hours, type="COUNTING", folded=True)
    tally(hours, type="COUNTING", completed=40, run_seconds=1.5, folded=True)
    before = history.totals()

    history.tidy(NOW - timedelta(minutes=40))

    assert Tally.objects.exclude(hour=None).count() == 2 * kept
    assert Tally.objects.filter(hour=None).count() == 1 - kept
    assert history.totals() == before


def test_what_grows_old_is_added_to_what_was_old_before(tally: Any) -> None:
    for type in ("COUNTING", "EXPORT", "COUNTING"):
        tally(32 * 24, type=type, folded=True)
        history.tidy(NOW)

    older = Tally.objects.filter(hour=None).values_list("type", "completed").order_by("type")
    assert list(older) == [("COUNTING", 2), ("EXPORT", 1)]


def test_what_is_without_an_hour_is_in_no_picture(tally: Any) -> None:
    tally(32 * 24)
    history.tidy(NOW)

    assert history.read(NOW) == {}


def test_the_beat_tidies(tally: Any) -> None:
    from jobqueue import tasks

    tally(folded=True)
    Tally.objects.update(hour=timezone.now() - timedelta(days=32))

    tasks.repair_queue()

    assert Tally.objects.get().hour is None
