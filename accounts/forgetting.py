"""What users were told goes after a while."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

from accounts.models import Notification

BATCH = 1000


def forget_old_notifications(now: datetime | None = None) -> int:
    """Remove what users were told longer ago than NOTIFICATION_DAYS says, read or not, a thousand rows
    at a time; return how many. 0 days keep all."""
    days = settings.NOTIFICATION_DAYS
    if not days:
        return 0
    before = (now or timezone.now()) - timedelta(days=days)
    removed = 0
    # Rows come in the order of time, so the oldest are those with the lowest ids.
    while True:
        oldest = list(Notification.objects.order_by("id").values_list("id", "created_at")[:BATCH])
        old = [pk for pk, created_at in oldest if created_at < before]
        Notification.objects.filter(pk__in=old).delete()
        removed += len(old)
        if len(old) < BATCH:
            return removed
