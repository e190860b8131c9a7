"""What a user is told, and how they want to be told."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts import quiet
from accounts.models import Notification, NotificationSetting, User
from accounts.signals import mail_wanted, notification_created

TYPES = (
    "analysis_started",
    "analysis_completed",
    "analysis_failed",
    "results_stale",
    "import_completed",
    "export_ready",
    "bulk_resolution_completed",
    "playlist_shared",
    "recommendations_ready",
)
STAFF_TYPES = ("queue_backlog", "no_worker", "failure_rate")

# A type's switches, and what they are without a row.
SWITCHES = {"is_enabled": True, "email_enabled": False, "web_enabled": True}


def notify(
    user: User, type: str, title: str, message: str = "", **data: Any
) -> Notification | None:
    """Store a notification of a known type and say so, by mail too where the user wants that; None
    where they want none of it on the pages.

    In the user's quiet hours it is stored alone; what staff must hear comes at any hour."""
    if type not in TYPES + STAFF_TYPES:
        raise ValueError(f"{type} is no type of notification")
    wanted = settings_of(user).get(type)
    if wanted is None or not wanted["is_enabled"]:
        return None
    silent = type not in STAFF_TYPES and quiet.is_quiet(user, timezone.now())
    with transaction.atomic():
        if wanted["email_enabled"] and not silent:
            mail_wanted.send(sender=Notification, user=user, subject=title, text=message or title)
        if not wanted["web_enabled"]:
            return None
        notification = Notification.objects.create(
            user=user, type=type, title=title, message=message, data=data
        )
        notification_created.send(sender=Notification, notification=notification, quiet=silent)
    return notification


def types_of(user: User) -> tuple[str, ...]:
    return TYPES + STAFF_TYPES if user.is_staff else TYPES


def settings_of(user: User) -> dict[str, dict[str, bool]]:
    """Return the switches of every type that `user` may have, by one query."""
    rows = {row.type: row for row in NotificationSetting.objects.filter(user=user)}
    return {
        type: {
            switch: getattr(rows[type], switch) if type in rows else default
            for switch, default in SWITCHES.items()
        }
        for type in types_of(user)
    }


def change_settings(user: User, changes: Mapping[str, Mapping[str, bool]]) -> None:
    """Set the given switches of the given types, all of them known ones; the rest stays."""
    present = settings_of(user)
    NotificationSetting.objects.bulk_create(
        [
            NotificationSetting(user=user, type=type, **{**present[type], **switches})
            for type, switches in changes.items()
        ],
        update_conflicts=True,
        unique_fields=["user", "type"],
        update_fields=list(SWITCHES),
    )
