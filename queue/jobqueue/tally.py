"""What happens adds to the history: rows of figures, apart from the jobs' own rows."""

from __future__ import annotations

from django.db import models

from jobqueue.states import Band


class Tally(models.Model):
    """Figures of an hour, a band and a type of job. Rows are added, never changed: an hour's are
    summed when read, and folded into few once it is over; the sum of all that is older than 31 days
    is a row without an hour."""

    # The hour's beginning; None: of all that is older than the history shows.
    hour = models.DateTimeField(null=True)
    band = models.PositiveSmallIntegerField(choices=Band.choices)
    # The jobs' type; empty in rows from before it was kept.
    type = models.CharField(max_length=32, blank=True, default="")
    completed = models.PositiveIntegerField(default=0)
    failed = models.PositiveIntegerField(default=0)
    cancelled = models.PositiveIntegerField(default=0)
    # Runs that ended before their job did; of these, those that gave way to a better job, and those
    # whose worker was lost.
    interruptions = models.PositiveIntegerField(default=0)
    preemptions = models.PositiveIntegerField(default=0)
    rescued = models.PositiveIntegerField(default=0)
    # Workers that were silent in the middle of a job and were cut off.
    hung = models.PositiveIntegerField(default=0)
    # Jobs that run again after a fault or a lost worker, and the seconds until they did.
    recovered = models.PositiveIntegerField(default=0)
    recovery_seconds = models.FloatField(default=0)
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
            # The history: the sums of a day and of a month; folding what is older.
            models.Index(fields=["hour", "band"], name="queue_tally_hour"),
            # Folding: the rows of hours that are over.
            models.Index(
                fields=["hour"], name="queue_tally_loose", condition=models.Q(folded=False)
            ),
        ]
        constraints = [
            # What is older than the history is added to the one row of its band and type.
            models.UniqueConstraint(
                fields=["band", "type"],
                name="queue_tally_older",
                condition=models.Q(hour=None),
            )
        ]

    def __str__(self) -> str:
        when = f"{self.hour:%Y-%m-%d %H}h" if self.hour else "before"
        return f"{when} {Band(self.band).label} {self.type}".rstrip()


class WatchedDay(models.Model):
    """For how long progress was watched on a day: by how many sockets, and for how many seconds in all.
    Of whom is not kept."""

    day = models.DateField(primary_key=True)
    seconds = models.FloatField(default=0)
    sockets = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "day of watching"
        verbose_name_plural = "days of watching"

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d}: {self.seconds:.0f} s"
