"""What the installation remembers of its own running: the alerts to staff."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class Alert(models.Model):
    """One episode of something wrong, told to staff once when it began and once when it ended."""

    class Kind(models.TextChoices):
        BACKLOG = "queue_backlog", "Backlog"
        NO_WORKER = "no_worker", "No worker"
        FAILURES = "failure_rate", "Failures"
        HUNG = "hung_worker", "Hung worker"

    kind = models.CharField(max_length=20, choices=Kind.choices)
    message = models.TextField()
    # The ids behind it, such as the job that hung.
    facts = models.JSONField(default=dict, blank=True)
    began_at = models.DateTimeField(auto_now_add=True)
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
