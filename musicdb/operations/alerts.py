"""Alerts to staff: each is told once when it begins and once when it is over, as a notification
and, where a member of staff has set that, by mail."""

from __future__ import annotations

from typing import Any

import structlog
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.notifications import notify
from musicdb.models import Alert

log = structlog.get_logger(__name__)

Kind = Alert.Kind

# A worker that hangs is one worker less: the contract has no type of its own for it.
TYPES = {Kind.HUNG: "no_worker"}


def begin(kind: Alert.Kind, title: str, message: str, **facts: Any) -> bool:
    """Open an episode and tell staff; returns False where one is open already."""
    with transaction.atomic():
        _, made = Alert.objects.get_or_create(
            kind=kind, ended_at=None, defaults={"message": message, "facts": facts}
        )
        if made:
            log.error("alert_began", kind=str(kind), message=message, **facts)
            _tell(kind, title, message, state="begun", **facts)
    return made


def end(kind: Alert.Kind, title: str, message: str = "") -> bool:
    """Close the open episode and tell staff; returns False where none was open."""
    with transaction.atomic():
        ended = Alert.objects.filter(kind=kind, ended_at=None).update(ended_at=timezone.now())
        if ended:
            log.info("alert_ended", kind=str(kind))
            _tell(kind, title, message, state="over")
    return bool(ended)


def _tell(kind: Alert.Kind, title: str, message: str, **facts: Any) -> None:
    for user in User.objects.filter(is_staff=True, is_active=True):
        notify(user, TYPES.get(kind, str(kind)), title, message, alert=str(kind), **facts)
