"""What the installation remembers of its own running: the alerts to staff."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone


class Alert(models.Model):
    """One episode of something wrong: told to staff when it began, again and again while it lasts,
    and when it ended."""

    class Kind(models.TextChoices):
        BACKLOG = "queue_backlog", "Backlog"
        NO_WORKER = "no_worker", "No worker"
        FAILURES = "failure_rate", "Failures"
        HUNG = "hung_worker", "Hung worker"
        MEMORY = "redis_memory", "Memory of Redis"
        DISK = "disk_space", "Disk space"

    kind = models.CharField(max_length=20, choices=Kind.choices)
    title = models.CharField(max_length=200, blank=True, default="")
    # As it was when it was last looked at.
    message = models.TextField()
    # The ids behind it, such as the job that hung.
    facts = models.JSONField(default=dict, blank=True)
    began_at = models.DateTimeField(auto_now_add=True)
    # When and how often staff were told that it goes on.
    told_at = models.DateTimeField(default=timezone.now)
    times_told = models.PositiveIntegerField(default=1)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            # Of several that see the same trouble at once, one begins the episode.
            models.UniqueConstraint(
                fields=["kind"], condition=Q(ended_at=None), name="musicdb_alert_open"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.message}"
