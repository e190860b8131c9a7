"""The nightly refresh through the real beat, queue and workers, brought forward to now."""

from __future__ import annotations

import subprocess

from tests.e2e.client import wait_until
from tests.e2e.conftest import Site, own_environment
from tests.paths import ROOT

AGE = """
from datetime import timedelta
from django.db.models import F
from analyses.duplicates.models import DuplicateAnalysis
two_days = timedelta(hours=48)
mine = DuplicateAnalysis.objects.filter(pk="{analysis}")
mine.update(created_at=F("created_at") - two_days, completed_at=F("completed_at") - two_days)
"""

# What one would do in the admin: give the row another schedule, and later its own again.
HURRY = """
from django_celery_beat.models import IntervalSchedule, PeriodicTask
row = PeriodicTask.objects.get(name="Refresh stale duplicate analyses")
seconds, _ = IntervalSchedule.objects.get_or_create(every=2, period="seconds")
row.crontab, row.interval = None, seconds
row.save()
"""
CALM = """
from django_celery_beat.models import CrontabSchedule, PeriodicTask
row = PeriodicTask.objects.get(name="Refresh stale duplicate analyses")
row.crontab, row.interval = CrontabSchedule.objects.get(minute="0", hour="2"), None
row.save()
"""


def _shell(site: Site, code: str) -> None:
    """Run Python beside the running site, as `./run manage shell` does."""
    environment = own_environment() | {"MUSICDB_DATA_DIR": str(site.data_dir)}
    command = [str(ROOT / "run"), "manage", "shell", "--no-imports", "-c", code]
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_what_is_stale_and_changed_is_refreshed_by_the_beat(live_site: Site) -> None:
    alice = live_site.register()
    rows = b"title,artist,duration\nOld Song,Alice,200\nOld Song,Alice,200\n"
    imported = alice.upload("/api/library/imports", "library.csv", rows)
    alice.wait_for_job(imported.body["job_id"])
    started = alice.post("/api/duplicates/analyses")
    alice.wait_for_job(started.body["job_id"])
    old = started.body["analysis_id"]
    more = alice.upload("/api/library/imports", "more.csv", rows.replace(b"Old", b"New"))
    alice.wait_for_job(more.body["job_id"])
    _shell(live_site, AGE.format(analysis=old))

    _shell(live_site, HURRY)
    try:
        replaced = wait_until(
            lambda: alice.get(f"/api/duplicates/analyses/{old}"), lambda a: a["replaced_by"], 60
        )
    finally:
        _shell(live_site, CALM)

    fresh = alice.get(f"/api/duplicates/analyses/{replaced['replaced_by']}")
    job = alice.get(f"/api/queue/jobs/{fresh['job_id']}")
    assert fresh["total_groups_found"] == 2
    assert job["priority"] == "low"
