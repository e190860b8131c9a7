"""Alerts to staff: each is told as a notification when it begins, again while it goes on, and when it
is over; by mail to those who have set that, the second time to all."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.models import Notification, User
from accounts.notifications import notify, settings_of
from accounts.signals import mail_wanted
from jobqueue.progress import eta_text
from musicdb.models import Alert

log = structlog.get_logger(__name__)

Kind = Alert.Kind

# The contract has three types. A worker that hangs is one worker less; with Redis or the disk full,
# jobs fail next.
TYPES = {Kind.HUNG: "no_worker", Kind.MEMORY: "failure_rate", Kind.DISK: "failure_rate"}
# Told so often, and nobody has mended it: maybe nobody looks at the pages, so it goes by mail.
ESCALATED = 2


def begin(kind: Alert.Kind, title: str, message: str, **facts: Any) -> bool:
    """Open an episode and tell staff; returns False where one is open already, which is kept up to
    date, for when it is told again."""
    now = {"title": title, "message": message, "facts": facts}
    with transaction.atomic():
        alert, made = Alert.objects.get_or_create(kind=kind, ended_at=None, defaults=now)
        if made:
            log.error("alert_began", kind=str(kind), message=message, **facts)
            _tell(alert, title, message, state="begun", **facts)
        else:
            Alert.objects.filter(pk=alert.pk).update(**now)
    return made


def end(kind: Alert.Kind, title: str, message: str = "") -> bool:
    """Close the open episode and tell staff; returns False where none was open."""
    with transaction.atomic():
        alert = Alert.objects.select_for_update().filter(kind=kind, ended_at=None).first()
        if alert is None:
            return False
        alert.ended_at = timezone.now()
        alert.save(update_fields=["ended_at"])
        log.info("alert_ended", kind=str(kind))
        _tell(alert, title, message, by_mail=alert.times_told >= ESCALATED, state="over")
    return True


def tell_again(now: datetime) -> int:
    """Tell staff of the episodes that go on ALERT_REPEAT_MINUTES after they were told last; returns
    of how many."""
    every = timedelta(minutes=settings.ALERT_REPEAT_MINUTES)
    if not every:
        return 0
    return sum(
        _told_again(alert, now)
        for alert in Alert.objects.filter(ended_at=None, told_at__lte=now - every)
    )


def _told_again(alert: Alert, now: datetime) -> bool:
    # Of several that look at once, one tells.
    row = Alert.objects.filter(pk=alert.pk, ended_at=None, told_at=alert.told_at)
    with transaction.atomic():
        if not row.update(told_at=now, times_told=F("times_told") + 1):
            return False
        alert.times_told += 1
        log.error("alert_goes_on", kind=alert.kind, message=alert.message, times=alert.times_told)
        lasts = eta_text((now - alert.began_at).total_seconds())
        message = f"{alert.message} This has gone on for {lasts}."
        by_mail = alert.times_told == ESCALATED
        _tell(alert, f"Still: {alert.title}", message, by_mail, state="lasting", **alert.facts)
    return True


def _tell(alert: Alert, title: str, message: str, by_mail: bool = False, **facts: Any) -> None:
    type = TYPES.get(Kind(alert.kind), alert.kind)
    for user in User.objects.filter(is_staff=True, is_active=True):
        notify(user, type, title, message, alert=alert.kind, **facts)
        wanted = settings_of(user)[type]
        # Who wants mails of this type has got one from `notify`.
        if by_mail and wanted["is_enabled"] and not wanted["email_enabled"]:
            mail_wanted.send(Notification, user=user, subject=title, text=message or title)
