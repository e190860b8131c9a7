"""`manage.py queue`: what it says, what it changes, and what a dry run leaves alone."""

from __future__ import annotations

import json
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command

from contract import redis_connection
from jobqueue import jobs, order, transitions, worker
from jobqueue.models import AnalysisJob, Band, Status
from tests.jobqueue import processes
from tests.jobqueue.counting import COUNTING

pytestmark = pytest.mark.django_db(transaction=True)
Make = Callable[..., AnalysisJob]


def run(*words: str) -> str:
    out = StringIO()
    call_command("queue", *words, stdout=out)
    return out.getvalue()


def test_status_counts_by_band(job: Make) -> None:
    job(band=Band.HIGH)
    jobs.pause(job(band=Band.LOW))
    jobs.pause_band(Band.LOW)
    lines = run("status").splitlines()
    assert lines[:3] == ["high    1 pending", "medium  nothing", "low     1 paused (paused)"]
    assert lines[-1] == "Nothing is consuming jobs that wait: no worker for analysis is alive."
    found = json.loads(run("status", "--json"))
    assert (found["jobs"]["high"], found["paused"]) == ({"pending": 1}, ["low"])
    assert found["oldest_waiting_seconds"] >= 0


def test_inspect_tells_all_of_a_job(job: Make) -> None:
    made = job(total=3, payload={"unreadable": [1], "faults": 0})
    worker.run_one("analysis")
    found = json.loads(run("inspect", str(made.pk)))
    assert found["job"]["status"] == "completed"
    assert [line["to_status"] for line in found["transitions"]][-1] == "completed"
    assert [row["code"] for row in found["failures"]] == ["UNREADABLE"]


@pytest.mark.parametrize("words", [["inspect", "x"], ["replay", str(uuid4())]])
def test_a_job_that_is_not_there_is_said_so(words: list[str]) -> None:
    with pytest.raises(CommandError, match="There is no job"):
        run(*words)


def test_clear_asks_for_no_more_than_it_says(job: Make) -> None:
    made = [job(band=Band.LOW), job(band=Band.MEDIUM)]
    assert "1 pending cancelled" in run("clear", "--priority", "low", "--dry-run")
    assert {j.status for j in AnalysisJob.objects.all()} == {"pending"}
    assert "1 pending cancelled" in run("clear", "--priority", "low")
    assert [AnalysisJob.objects.get(pk=j.pk).status for j in made] == ["cancelled", "pending"]
    assert run("clear", "--priority", "low") == "Nothing to do.\n"


def test_replay_does_an_ended_job_again(job: Make) -> None:
    made = job()
    with pytest.raises(CommandError):
        run("replay", str(made.pk))
    jobs.cancel(made)
    assert "Would do" in run("replay", str(made.pk), "--dry-run")
    assert AnalysisJob.objects.count() == 1
    run("replay", str(made.pk))
    assert AnalysisJob.objects.filter(status=Status.PENDING).count() == 1


def test_check_finds_what_repair_mends(job: Make) -> None:
    made = job()
    orphan = job()
    transitions.claim(orphan.pk, slot=1)
    assert "1 jobs in progress that nobody holds" in run("repair", "--dry-run")
    redis = redis_connection.connection()
    redis.delete(order.waiting_key("analysis"))
    redis.zadd(order.waiting_key("analysis"), {str(uuid4()): 5})
    with pytest.raises(CommandError, match="not in order"):
        run("check")
    assert AnalysisJob.objects.get(pk=orphan.pk).status == Status.IN_PROGRESS

    told = run("repair")
    assert "1 rescued" in told
    assert "1 removed" in told
    assert run("check") == "The queue is in order.\n"
    assert order.peek("analysis") == str(made.pk)


def test_check_with_redis_away(own_redis: processes.Server) -> None:
    own_redis.kill()
    with pytest.raises(CommandError):
        run("check")


def test_a_backup_brings_back_what_is_lost(job: Make, tmp_path: Path, alice: Any) -> None:
    half = job(total=4)
    running = transitions.claim(half.pk, slot=1)
    assert running is not None
    transitions.interrupt(running, "for the test", {"current": 2, "message": "2 of 4"})
    paused = jobs.pause(job(band=Band.LOW))
    last = job()
    path = tmp_path / "queue.jsonl"
    assert "3 open jobs" in run("backup", str(path))
    AnalysisJob.objects.all().delete()
    redis_connection.connection().delete(order.waiting_key("analysis"))

    assert "3 jobs put back" in run("restore", str(path), "--dry-run")
    assert AnalysisJob.objects.count() == 0
    assert "3 jobs put back" in run("restore", str(path))
    half.refresh_from_db()
    paused.refresh_from_db()
    assert (half.status, half.current, half.message) == (Status.INTERRUPTED, 2, "2 of 4")
    assert (paused.status, paused.band) == (Status.PAUSED, Band.LOW)
    assert order.peek("analysis") == str(half.pk)
    assert AnalysisJob.objects.get(pk=last.pk).rank > half.rank
    assert "3 jobs there already" in run("restore", str(path))


def test_rows_of_an_older_shape_and_nonsense(tmp_path: Path, alice: Any) -> None:
    known = {"job_id": str(uuid4()), "type": COUNTING, "priority": 0, "user": alice.pk,
             "target": "7", "status": "queued"}  # fmt: skip
    rows = [known, known | {"job_id": str(uuid4()), "status": "processing", "priority": "low"},
            known | {"job_id": "x"}, known | {"job_id": str(uuid4()), "user": "nobody"},
            known | {"job_id": str(uuid4()), "type": "DANCE"}, ["no job"]]  # fmt: skip
    path = tmp_path / "old.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)) + "\n{broken\n\n")
    told = run("restore", str(path))
    assert "2 jobs put back" in told
    for left_out in (
        "1 lines without an id",
        "1 jobs of users that are not there",
        "1 jobs of a type that nothing does",
        "1 lines that are no job",
        "1 lines that are no JSON",
    ):
        assert left_out in told
    states = AnalysisJob.objects.order_by("band").values_list("band", "status", "target_id")
    assert list(states) == [(0, "pending", "7"), (2, "interrupted", "7")]


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="No such file"):
        run("restore", str(tmp_path / "none"))


def test_the_loop_leaves_when_nothing_waits(job: Make) -> None:
    made = [job(total=2), job(total=2)]
    out = StringIO()
    call_command("start_priority_worker", "--until-empty", stdout=out)
    assert "2 runs ended." in out.getvalue()
    assert {AnalysisJob.objects.get(pk=j.pk).status for j in made} == {"completed"}
