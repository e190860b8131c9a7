"""The bench's own watchmen see what they are there for."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import connection, transaction

from accounts.models import User
from bench.queue_parts import books, counting
from bench.queue_parts.picks import Pick, count_inversions
from jobqueue.models import AnalysisJob, Band, Status


@pytest.fixture
def job(alice: User) -> AnalysisJob:
    counting.make_tables()
    with connection.cursor() as cursor:
        # Who keeps the books does not trust what refuses a second job in a slot.
        cursor.execute("ALTER TABLE queue_analysisjob DROP CONSTRAINT queue_one_job_a_slot")
    books.post_watchmen(slots=2)
    wanted = {"user": alice, "band": Band.LOW, "total": 3, "fence": 4, "slot": 1}
    return AnalysisJob.objects.create(type=counting.COUNTING, status=Status.IN_PROGRESS, **wanted)


def write(table: str, *values: object) -> None:
    with connection.cursor() as cursor:
        holes = ", ".join(["%s"] * len(values))
        cursor.execute(f"INSERT INTO {table} VALUES ({holes})", values)


def broken(*accepted: object) -> list[str]:
    return sorted(what or detail for what, _, detail in books.breaches(list(accepted)))


def test_good_books_hold_nothing(job: AnalysisJob) -> None:
    write("bench_begun", job.pk, 0, 4)
    write("bench_done", job.pk, 0, 4, 1)

    assert broken(job.pk) == []


def test_a_row_written_twice(job: AnalysisJob) -> None:
    for _ in range(2):
        write("bench_done", job.pk, 0, 4, 1)

    assert broken(job.pk) == ["a duplicate row"]


def test_a_write_after_the_lease_was_lost(job: AnalysisJob) -> None:
    write("bench_done", job.pk, 0, 3, 1)

    assert broken(job.pk) == ["a write without a lease: item 0"]


def test_a_finished_item_begun_again(job: AnalysisJob) -> None:
    write("bench_done", job.pk, 0, 4, 1)
    write("bench_begun", job.pk, 0, 6)

    assert broken(job.pk) == ["a finished item redone"]


def test_a_job_that_was_accepted_and_is_gone(job: AnalysisJob) -> None:
    assert broken(job.pk, uuid4()) == ["a job lost"]


def test_two_jobs_in_one_slot(job: AnalysisJob) -> None:
    other = AnalysisJob.objects.create(type=counting.COUNTING, user=job.user, band=Band.LOW)
    with transaction.atomic():
        AnalysisJob.objects.filter(pk=other.pk).update(status=Status.IN_PROGRESS, slot=1)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    found = broken(job.pk, other.pk)
    assert "more in progress than slots, seen" in found
    assert any(what.startswith("more in progress than slots: 1:") for what in found)


def test_a_pick_over_a_better_job_that_waited_is_an_inversion() -> None:
    visible = {"low": (Band.LOW, 0.0), "high": (Band.HIGH, 1.0)}
    low_first = [Pick(2.0, 3.0, "low"), Pick(4.0, 5.0, "high")]
    at_once = [Pick(2.0, 5.0, "low"), Pick(4.0, 5.0, "high")]
    too_late = [Pick(0.5, 3.0, "low"), Pick(4.0, 5.0, "high")]

    assert [count_inversions(p, visible) for p in (low_first, at_once, too_late)] == [1, 0, 0]
