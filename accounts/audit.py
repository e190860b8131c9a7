"""The trail: who did what to what."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from accounts.models import AuditEvent, User


def record(
    user: User | None, action: str, *, noun: str, subject_id: object = "", **details: Any
) -> AuditEvent:
    """Write a row in the caller's transaction: with it, or not at all.

    `action` is a past participle (started, resolved), `noun` the kind of thing (duplicates),
    `subject_id` which one, `details` JSON values. No user: the server did it by itself."""
    event = _event(user, action, noun, subject_id, details)
    event.save()
    return event


def record_all(
    user: User | None, action: str, *, noun: str, subjects: Mapping[Any, dict[str, Any]]
) -> None:
    """Write a row for each of `subjects`, {subject_id: details}, as `record` does, all at once."""
    rows = (_event(user, action, noun, one, details) for one, details in subjects.items())
    AuditEvent.objects.bulk_create(rows, batch_size=1000)


def _event(
    user: User | None, action: str, noun: str, subject_id: object, details: dict[str, Any]
) -> AuditEvent:
    return AuditEvent(
        at=timezone.now(),
        user=user,
        username=user.username if user else "",
        action=action,
        noun=noun,
        subject_id=str(subject_id),
        details=details,
    )
