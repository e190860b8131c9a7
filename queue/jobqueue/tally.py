"""What each end of a job adds to the history: a row of figures, apart from the job's own row."""

from __future__ import annotations

from django.db import models

from jobqueue.states import Band


class Tally(models.Model):
    """Figures of an hour and a band. Rows are added, never changed: an hour's are summed when read,
    and folded into few once it is over."""

    # The hour's beginning.
    hour = models.DateTimeField()
    band = models.PositiveSmallIntegerField(choices=Band.choices)
    completed = models.PositiveIntegerField(default=0)
    failed = models.PositiveIntegerField(default=0)
    cancelled = models.PositiveIntegerField(default=0)
    interruptions = models.PositiveIntegerField(default=0)
    # Of the ended jobs those that had been started, the seconds they ran and had waited to start.
    started = models.PositiveIntegerField(default=0)
    run_seconds = models.FloatField(default=0)
    waiting_seconds = models.FloatField(default=0)
    # Whether this row is the sum of others.
    folded = models.BooleanField(default=False)

    class Meta:
        verbose_name = "hour of the queue"
        verbose_name_plural = "hours of the queue"
        indexes = [
            # The history: the sums of a day and of a month; the sweep of what is older.
            models.Index(fields=["hour", "band"], name="queue_tally_hour"),
            # Folding: the rows of hours that are over.
            models.Index(
                fields=["hour"], name="queue_tally_loose", condition=models.Q(folded=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.hour:%Y-%m-%d %H}h {Band(self.band).label}"
