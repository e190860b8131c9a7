from __future__ import annotations

from datetime import datetime
from uuid import uuid4

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import models, transaction

from accounts.signals import sessions_ended


class UserSessionQuerySet(models.QuerySet["UserSession"]):
    def live(self, now: datetime) -> UserSessionQuerySet:
        return self.filter(revoked_at=None, expires_at__gt=now)

    def revoke(self, now: datetime) -> int:
        """End these sessions: their tokens are refused, their cookies name nobody, from now on."""
        with transaction.atomic():
            rows = list(self.values_list("user_id", "session_key"))
            keys = [key for _, key in rows if key]
            Session.objects.filter(session_key__in=keys).delete()
            sessions_ended.send(sender=UserSession, user_ids={user for user, _ in rows})
            return self.update(revoked_at=now)


class UserSession(models.Model):
    """One login, from one device, until it ends: by its tokens, or by a cookie (`session_key`)."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="sessions"
    )
    device = models.CharField(max_length=200, blank=True)
    ip = models.GenericIPAddressField(null=True, blank=True)
    session_key = models.CharField(max_length=40, blank=True, editable=False)
    created_at = models.DateTimeField()
    last_activity = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = UserSessionQuerySet.as_manager()

    class Meta:
        indexes = [
            # The user's own live sessions, newest first.
            models.Index(
                fields=["user", "-created_at", "-id"],
                condition=models.Q(revoked_at=None),
                name="usersession_live",
            ),
            # Pruning.
            models.Index(fields=["expires_at"], name="usersession_expiry"),
        ]

    def __str__(self) -> str:
        return f"{self.user} on {self.device or 'an unnamed device'}"

    def is_live(self, now: datetime) -> bool:
        return self.revoked_at is None and self.expires_at > now


class RefreshToken(models.Model):
    """A refresh token by its hash: good for one refresh. Spent ones have no row any more."""

    session = models.ForeignKey(
        UserSession, on_delete=models.CASCADE, related_name="refresh_tokens"
    )
    # SHA-256 of a signed token with 128 random bits: whoever reads the table can use none.
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"refresh token {self.pk}"
