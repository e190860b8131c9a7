from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import Notification, User
from jobqueue import workers
from jobqueue.models import AnalysisJob, Band


@pytest.fixture
def staff(bob: User) -> User:
    bob.is_staff = True
    bob.save()
    return bob


@pytest.fixture
def live_workers() -> Iterator[None]:
    """One worker of each kind lives, until a test sends it away."""
    names = ["analysis@here", "maintenance@here"]
    for name in names:
        workers.say_alive(name)
    yield
    for name in names:
        workers.say_goodbye(name)


@pytest.fixture
def waits(alice: User) -> Callable[..., AnalysisJob]:
    """Return a maker of waiting jobs of Alice's, so many minutes old."""

    def make(minutes: float = 0, **fields: Any) -> AnalysisJob:
        values = {"type": "EXPORT", "user": alice, "band": Band.MEDIUM} | fields
        made = AnalysisJob.objects.create(**values)
        at = timezone.now() - timedelta(minutes=minutes)
        AnalysisJob.objects.filter(pk=made.pk).update(created_at=at, updated_at=at)
        return made

    return make


@pytest.fixture
def told() -> Callable[[User], list[tuple[str, str]]]:
    """Return what lists the alerts that a user was told, the first one first."""

    def list_of(user: User) -> list[tuple[str, str]]:
        rows = Notification.objects.filter(user=user).order_by("pk")
        return [(row.type, row.data["state"]) for row in rows]

    return list_of
