"""What the page of the queue shares with the admin: workers and figures."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from jobqueue import workers
from jobqueue.models import AnalysisJob, Band, Tally
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quiet_queue")]


def test_a_worker_says_what_it_runs_to_who_may_see_it(alice: User, bob: User, browse: Any) -> None:
    _, job = factories.make_running_analysis(alice)
    AnalysisJob.objects.filter(pk=job.pk).update(owner="analysis@host/1/abc")
    workers.say_alive("analysis@host")

    assert "s ago · Duplicate analysis 50 %" in browse(alice, "/queue").text
    assert "s ago Busy" in browse(bob, "/queue").text


def test_the_figures_are_of_the_day_and_of_the_month(alice: User, browse: Any) -> None:
    hour = timezone.now().replace(minute=0, second=0, microsecond=0)
    Tally.objects.create(hour=hour, band=Band.LOW, completed=3, failed=1)
    Tally.objects.create(hour=hour - timedelta(days=28), band=Band.HIGH, completed=96, failed=3)
    Tally.objects.create(hour=hour - timedelta(days=31), band=Band.HIGH, completed=500)

    text = browse(alice, "/queue").text

    assert "Done 3 99 Failed 1 4 Cancelled 0 0" in text
    assert "Succeeded 75.0 % 96.1 %" in text
