"""A restore counts each line that it cannot use, and goes on with the next."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest

from jobqueue import backup
from jobqueue.models import AnalysisJob
from tests.jobqueue.counting import COUNTING

Make = Callable[..., AnalysisJob]
NO_SUCH_VALUE = {"lines with a value that no job can have": 1}


def line(**fields: Any) -> str:
    row = {"id": str(uuid4()), "type": COUNTING, "priority": "low", "user": "alice"}
    return json.dumps(row | fields)


@pytest.mark.parametrize("dry_run", [False, True])
@pytest.mark.parametrize(
    "fields",
    [
        {"current": "abc"},
        {"current": [1]},
        {"total": 10**30},
        {"cost_ms": -1},
        {"details": "text"},
        {"payload": ["x"]},
        {"target_id": "x" * 65},
        {"message": "x" * 501},
        {"user": "a\0b"},
        {"active_seconds": float("inf")},
    ],
)
def test_a_value_that_no_job_can_have_is_counted(
    alice: Any, fields: dict[str, Any], dry_run: bool
) -> None:
    good = line()

    counts = backup.restore([line(**fields), good], dry_run=dry_run)

    assert counts == {**NO_SUCH_VALUE, "jobs put back": 1}
    assert AnalysisJob.objects.count() == (0 if dry_run else 1)


@pytest.mark.parametrize("fields", [{"details": {"text": "\0"}}, {"message": "a\0b"}])
def test_what_only_the_database_refuses_is_counted(alice: Any, fields: dict[str, Any]) -> None:
    counts = backup.restore([line(**fields), line()])

    assert counts == {**NO_SUCH_VALUE, "jobs put back": 1}


@pytest.mark.parametrize("dry_run", [False, True])
def test_a_job_that_is_open_under_another_id_is_told_as_that(
    job: Make, alice: Any, dry_run: bool
) -> None:
    job(dedupe_key="once")

    counts = backup.restore([line(dedupe_key="once")], dry_run=dry_run)

    assert counts == {"jobs that are open under another id": 1}
