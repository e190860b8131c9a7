"""What the installation remembers of its own running: counts for the metrics, alerts to staff."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class JobCount(models.Model):
    """How often something happened to jobs of one type: a row an event, which needs no lock that
    other jobs would wait for; an hour later it is folded into the one row without a time."""

    class Happened(models.TextChoices):
        COMPLETED = "completed", "Completed"
        FAILED = "failed", "Failed"
        CANCELLED = "cancelled", "Cancelled"
        INTERRUPTED = "interrupted", "Interrupted"  # gave way, stopped, stumbled or lost its worker
        RESCUED = "rescued", "Rescued"  # its worker was lost
        RECOVERED = "recovered", "Recovered"  # runs again after a fault or a lost worker
        HUNG = "hung", "Hung"  # its worker was silent, and was cut off

    what = models.CharField(max_length=16, choices=Happened.choices)
    type = models.CharField(max_length=32)
    number = models.BigIntegerField(default=1)
    # Of an end: how long the job had run in all; of a recovery: how long it had waited for it.
    seconds = models.FloatField(default=0)
    at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "count of jobs"
        verbose_name_plural = "counts of jobs"
        indexes = [
            # Folding what is older than an hour, and the failures of the last one.
            models.Index(fields=["at"], name="musicdb_jobcount_at"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["what", "type"], condition=Q(at=None), name="musicdb_jobcount_folded"
            )
        ]

    def __str__(self) -> str:
        return f"{self.number} × {self.type} {self.what}"


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
