from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models

if TYPE_CHECKING:
    from accounts.models.user import User


class AuditEventQuerySet(models.QuerySet["AuditEvent"]):
    def visible_to(self, user: User) -> AuditEventQuerySet:
        """A user sees their own trail, staff everybody's."""
        return self if user.is_staff else self.filter(user=user)


class AuditEvent(models.Model):
    """Somebody did something to something. Rows are written and read, never changed."""

    at = models.DateTimeField()
    # The trail outlives the account; `username` says whose it was.
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="audit_events",
    )
    username = models.CharField(max_length=150, blank=True)
    action = models.CharField(max_length=60)
    # What kind of thing it was done to, and which: ("duplicates", an analysis's id).
    noun = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=64, blank=True)
    details = models.JSONField(default=dict, blank=True)

    objects = AuditEventQuerySet.as_manager()

    class Meta:
        indexes = [
            # A user's own trail, newest first.
            models.Index(fields=["user", "-id"], name="auditevent_user"),
            # The trail of one kind, by user.
            models.Index(fields=["noun", "user", "-id"], name="auditevent_noun"),
            # What happened to one thing.
            models.Index(fields=["noun", "subject_id"], name="auditevent_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.username} {self.action} {self.noun} {self.subject_id}".strip()
