"""GET /metrics says what docs/metrics.md promises."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families

from accounts.models import User
from jobqueue import transitions, watching, workers
from jobqueue.models import AnalysisJob, Band, QueueState
from musicdb.models import Alert
from musicdb.operations import metrics, queue_metrics
from tests.paths import ROOT

pytestmark = pytest.mark.django_db

PAGE = (ROOT / "docs" / "metrics.md").read_text()


@pytest.fixture(autouse=True)
def _worker(settings: Any, tmp_path: Path) -> Iterator[None]:
    settings.DATA_DIR = tmp_path
    workers.say_alive("analysis@here")
    yield
    workers.say_goodbye("analysis@here")


def samples() -> dict[tuple[str, ...], float]:
    """Return the value of each sample by its name and its labels' values."""
    found = {}
    for family in text_string_to_metric_families(metrics.text().decode()):
        for sample in family.samples:
            labels = (
                sample.labels[name]
                for name in ("kind", "band", "type", "status")
                if name in sample.labels
            )
            found[(sample.name, *labels)] = sample.value
    return found


def test_the_queue_is_counted(alice: User) -> None:
    old = AnalysisJob.objects.create(type="EXPORT", user=alice, band=Band.LOW)
    at = timezone.now() - timedelta(seconds=90)
    done = AnalysisJob.objects.create(type="EXPORT", user=alice, band=Band.HIGH)
    AnalysisJob.objects.filter(pk__in=[old.pk, done.pk]).update(created_at=at)
    running = transitions.claim(done.pk, slot=1)
    assert running is not None
    transitions.complete(running, {"active_seconds": 4.0})
    QueueState.objects.create(band=Band.HIGH, paused=True)
    Alert.objects.create(kind="no_worker", message="x")

    found = samples()

    assert found["musicdb_queue_jobs", "low", "pending"] == 1
    assert found["musicdb_queue_jobs", "high", "in_progress"] == 0
    assert 90 <= found["musicdb_queue_oldest_waiting_seconds", "low"] < 100
    assert found["musicdb_queue_paused", "high"] == 1
    assert found["musicdb_jobs_ended_total", "EXPORT", "completed"] == 1
    assert found["musicdb_job_run_seconds_count", "high", "EXPORT"] == 1
    assert found["musicdb_job_run_seconds_sum", "high", "EXPORT"] == 4
    assert found["musicdb_job_wait_seconds_sum", "high", "EXPORT"] >= 90
    assert found["musicdb_job_preemptions_total", "EXPORT"] == 0
    assert found[("musicdb_job_success_ratio",)] == 1
    assert found["musicdb_alert_active", "no_worker"] == 1
    assert found["musicdb_alert_active", "queue_backlog"] == 0


def test_what_was_watched_is_counted() -> None:
    assert samples()[("musicdb_progress_watched_seconds_total",)] == 0

    for seconds in (1.5, 2.0):
        watching.keep(seconds)

    assert samples()[("musicdb_progress_watched_seconds_total",)] == 3.5


def test_workers_and_servers_are_seen() -> None:
    workers.count_start("analysis@here")

    found = samples()

    assert found["musicdb_workers", "analysis"] == 1
    assert found["musicdb_workers", "maintenance"] == 0
    assert found["musicdb_worker_heartbeat_age_seconds", "analysis"] < 15
    assert found["musicdb_worker_process_starts_total", "analysis"] >= 1
    assert found[("musicdb_redis_up",)] == found[("musicdb_postgresql_up",)] == 1
    assert found[("musicdb_redis_memory_bytes",)] > 0
    assert found[("musicdb_database_bytes",)] > 0


def test_what_workers_use_is_seen() -> None:
    found = samples()

    assert found["musicdb_worker_memory_bytes", "analysis"] > 1_000_000
    assert found["musicdb_worker_child_memory_bytes", "analysis"] >= 0
    assert found["musicdb_worker_cpu_seconds_total", "analysis"] > 0
    assert found["musicdb_worker_memory_bytes", "maintenance"] == 0
    assert found[("musicdb_web_process_resident_memory_bytes",)] > 1_000_000
    assert found[("musicdb_disk_free_bytes",)] <= found[("musicdb_disk_bytes",)]


def test_redis_away_is_a_figure() -> None:
    with override_settings(REDIS_URL="redis://127.0.0.1:1/0"):
        found = samples()
    assert found[("musicdb_redis_up",)] == 0
    assert found[("musicdb_postgresql_up",)] == 1
    assert ("musicdb_workers", "analysis") not in found


def test_postgresql_away_is_a_figure(monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*given: Any) -> Any:
        raise OperationalError

    monkeypatch.setattr(queue_metrics, "collect", away)
    monkeypatch.setattr(workers, "_running", away)

    found = samples()

    assert found[("musicdb_postgresql_up",)] == 0
    assert found[("musicdb_redis_up",)] == 1


def test_there_are_as_many_queries_whatever_there_is(alice: User) -> None:
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            metrics.text()
        return len(captured)

    before = queries()
    for number in range(30):
        AnalysisJob.objects.create(type="EXPORT", user=alice, band=number % 3)

    assert queries() == before <= 10


def test_open_jobs_are_counted_by_an_index(alice: User) -> None:
    made = {"type": "EXPORT", "user": alice, "band": Band.LOW}
    AnalysisJob.objects.bulk_create(
        AnalysisJob(status="pending" if n % 20 == 0 else "completed", **made) for n in range(2000)
    )
    with connection.cursor() as cursor:
        # The plan of a table of some size, whatever tests ran before.
        cursor.execute("ANALYZE queue_analysisjob")
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_bitmapscan = off")
    rows = AnalysisJob.objects.open().order_by().values("band", "status")

    # Of several, all of open jobs alone.
    assert re.search("queue_job_(open|ranks|dedupe)", rows.explain())


def test_no_label_names_a_user_a_job_or_a_host(alice: User) -> None:
    made = AnalysisJob.objects.create(type="EXPORT", user=alice, band=Band.LOW)
    text = metrics.text().decode()

    assert "alice" not in text
    assert "@here" not in text
    assert str(made.pk) not in text


def test_each_documented_metric_exists_and_each_one_is_documented() -> None:
    documented = set(re.findall(r"^\| `(musicdb_\w+)`", PAGE, re.MULTILINE))
    families = text_string_to_metric_families(metrics.text().decode())
    exist = {
        family.name + ("_total" if family.type == "counter" else "")
        for family in families
        if not family.name.startswith("musicdb_web_")
    }

    assert documented == exist


def test_the_sample_rules_name_metrics_that_exist() -> None:
    known = set(re.findall(r"^# TYPE (\w+)", metrics.text().decode(), re.MULTILINE))
    rules = PAGE.split("```yaml")[1].split("```")[0]
    named = set(re.findall(r"\bmusicdb_\w+", rules)) - {"musicdb_queue_rules"}

    assert named
    assert {name for name in named if not {name, name.removesuffix("_total")} & known} == set()
