"""The worker of `manage.py start_priority_worker` is seen wherever workers are looked for."""

from __future__ import annotations

from collections.abc import Callable
from io import StringIO
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management import call_command

from jobqueue import overview, sessions, workers
from jobqueue.models import AnalysisJob
from jobqueue.run import Run
from musicdb import health
from musicdb.operations import metrics
from tests.jobqueue.counting import Counting

pytestmark = pytest.mark.django_db(transaction=True)
Make = Callable[..., AnalysisJob]


def test_it_is_known_for_what_it_is(job: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[dict[str, Any]] = []

    def count(handler: Counting, run: Run) -> None:
        seen.append(overview.body(SimpleNamespace(is_staff=True, pk=0)))
        seen[-1]["health"] = health.check_workers(known=True)["analysis"]
        seen[-1]["metrics"] = metrics.text().decode().splitlines()
        with run.item():
            pass

    monkeypatch.setattr(sessions, "_worker", "")
    monkeypatch.setattr(Counting, "count", count)
    for _ in range(2):
        job(total=1)

    call_command("start_priority_worker", "--until-empty", stdout=StringIO())

    # While the first one runs the second waits, and somebody is there to take it.
    first = seen[0]
    assert [one["name"] for one in first["workers"]] == [f"analysis-priority@{sessions.host()}"]
    assert first["depth"]["medium"] == 1
    assert first["consumed"] is True
    assert first["health"] == "ok"
    assert 'musicdb_workers{kind="analysis"} 1.0' in first["metrics"]
    assert workers.starts() == {"analysis": 1}
