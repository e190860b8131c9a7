"""What the night refreshes, by preference, age and change; and that its beats are rows."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.preferences import change
from analyses.duplicates import tasks
from analyses.duplicates.models import DuplicateAnalysis
from jobqueue.models import AnalysisJob, Band
from library import changes
from tests.beats import made_by
from tests.factories import make_completed_analysis, make_running_analysis


def make_aged(user, hours, changed=True, **fields):
    ended = timezone.now() - timedelta(hours=hours)
    analysis = make_completed_analysis(user, groups=1, completed_at=ended, **fields)
    if changed:
        changes.edit(user.tracks.last(), {"title": "Other"}, origin="test")
    return analysis


@pytest.mark.parametrize(
    ("chosen", "hours", "changed", "refreshed"),
    [
        ("stale_and_changed", 23.99, True, False),
        ("stale_and_changed", 24.01, True, True),
        ("stale_and_changed", 24.01, False, False),
        ("stale_and_changed", 400, False, False),
        ("very_stale", 167.99, True, False),
        ("very_stale", 168.01, False, True),
        ("off", 400, True, False),
    ],
)
def test_what_the_night_refreshes(alice, chosen, hours, changed, refreshed):
    change(alice, {"auto_refresh": chosen})
    analysis = make_aged(alice, hours, changed)

    tasks.refresh_stale()

    found = DuplicateAnalysis.objects.filter(replaces=analysis)
    assert found.exists() is refreshed


def test_by_default_stale_and_changed_ones(alice):
    make_aged(alice, 25)

    tasks.refresh_stale()

    assert DuplicateAnalysis.objects.running().exists()


def test_it_waits_in_the_low_band(alice):
    make_aged(alice, 25)

    tasks.refresh_stale()

    assert AnalysisJob.objects.get().band == Band.LOW


def test_only_the_newest_completed_one(alice):
    make_aged(alice, 50)
    newest = make_aged(alice, 25)

    tasks.refresh_stale()

    assert DuplicateAnalysis.objects.running().get().replaces == newest


def test_a_newest_one_that_is_fresh_will_do(alice):
    make_aged(alice, 25)
    make_aged(alice, 0.5, changed=False)

    tasks.refresh_stale()

    assert not DuplicateAnalysis.objects.running().exists()


def test_an_equal_run_that_is_open_will_do(alice):
    make_aged(alice, 25)
    make_running_analysis(alice)

    tasks.refresh_stale()

    assert DuplicateAnalysis.objects.running().count() == 1


def test_it_keeps_the_parameters(alice):
    make_aged(alice, 25, search_term="song", min_confidence=0.7)

    tasks.refresh_stale()

    made = DuplicateAnalysis.objects.running().get()
    assert (made.search_term, made.min_confidence) == ("song", 0.7)


@pytest.mark.parametrize(
    ("name", "task", "hour"),
    [
        ("Refresh stale duplicate analyses", tasks.refresh_stale, "2"),
        ("Clean up old duplicate analyses", tasks.clean_up_old, "3"),
    ],
)
def test_the_beats_are_rows_that_name_real_tasks(db, name, task, hour):
    row = made_by("analyses.duplicates.migrations.0003_beats", name)

    assert row.task == task.name
    assert (row.crontab.hour, row.crontab.minute, str(row.crontab.timezone)) == (hour, "0", "UTC")
    assert (row.queue, row.enabled, row.expires) == ("maintenance", True, None)
    assert row.expire_seconds > 0
