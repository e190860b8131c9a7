from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts import forgetting, tasks
from accounts.models import Notification
from tests.beats import made_by

pytestmark = pytest.mark.django_db


def told(user: Any, days: int) -> Notification:
    made = Notification.objects.create(user=user, type="analysis_completed", title="It is done")
    Notification.objects.filter(pk=made.pk).update(created_at=timezone.now() - timedelta(days=days))
    return made


@pytest.mark.parametrize(("days", "left"), [(90, 2), (30, 1), (0, 4)])
def test_old_ones_go_and_newer_ones_stay(
    alice: Any, bob: Any, settings: Any, monkeypatch: pytest.MonkeyPatch, days: int, left: int
) -> None:
    monkeypatch.setattr(forgetting, "BATCH", 1)
    settings.NOTIFICATION_DAYS = days
    made = [told(alice, 200), told(bob, 100), told(alice, 60), told(bob, 1)]

    tasks.forget_old_notifications()

    assert list(Notification.objects.order_by("id")) == made[-left:]


def test_it_is_done_each_night() -> None:
    beat = made_by("accounts.migrations.0002_forgetting_beat", "Forget old notifications")

    assert beat.task == "accounts.tasks.forget_old_notifications"
    assert (beat.queue, beat.crontab.hour, beat.expire_seconds) == ("maintenance", "4", 21_600)
