"""The trail: who did what to what."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from accounts.models import AuditEvent, User


def record(
    user: User | None, action: str, *, noun: str, subject_id: object = "", **details: Any
) -> AuditEvent:
    """Write a row in the caller's transaction: with it, or not at all.

    `action` is a past participle (started, resolved), `noun` the kind of thing (duplicates),
    `subject_id` which one, `details` JSON values. No user: the server did it by itself."""
    return AuditEvent.objects.create(
        at=timezone.now(),
        user=user,
        username=user.username if user else "",
        action=action,
        noun=noun,
        subject_id=str(subject_id),
        details=details,
    )
