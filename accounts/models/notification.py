from __future__ import annotations

from django.conf import settings
from django.db import models


class NotificationSetting(models.Model):
    """How a user wants to hear of one type; without a row the defaults hold."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notification_settings"
    )
    type = models.CharField(max_length=60)
    is_enabled = models.BooleanField(default=True)
    email_enabled = models.BooleanField(default=False)
    web_enabled = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "type"], name="notificationsetting_once")
        ]

    def __str__(self) -> str:
        return f"{self.type} of user {self.user_id}"


class Notification(models.Model):
    """Something that happened and that a user is told."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notifications"
    )
    type = models.CharField(max_length=60)
    title = models.CharField(max_length=200)
    message = models.TextField(blank=True)
    data = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            # The user's list, newest first.
            models.Index(fields=["user", "-id"], name="notification_newest"),
            # How many are unread.
            models.Index(
                fields=["user"], condition=models.Q(read_at=None), name="notification_unread"
            ),
        ]

    def __str__(self) -> str:
        return self.title
