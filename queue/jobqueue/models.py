"""The truth about every job. Redis holds the order of the waiting ones, and can be rebuilt from here."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models.functions import Now

from jobqueue.states import ENDED, OPEN, WAITING, Band, JobType, Kind, Requested, Status
from jobqueue.tally import Tally, WatchedDay

__all__ = [
    "AnalysisJob",
    "Band",
    "JobFailure",
    "JobTransition",
    "JobType",
    "Kind",
    "QueueState",
    "Requested",
    "Status",
    "Tally",
    "WatchedDay",
]

# Room for a run's own counting between two changes of state; see AnalysisJob.revision.
REVISIONS_A_FENCE = 1_000_000


class JobQuerySet(models.QuerySet["AnalysisJob"]):
    def visible_to(self, user: AbstractBaseUser | AnonymousUser) -> JobQuerySet:
        """Return the jobs `user` may see: their own, for staff all."""
        return self if getattr(user, "is_staff", False) else self.filter(user_id=user.pk)

    def open(self) -> JobQuerySet:
        return self.filter(status__in=OPEN)

    def waiting(self) -> JobQuerySet:
        return self.filter(status__in=WAITING)

    def in_order(self) -> JobQuerySet:
        """Return the waiting jobs that belong into the order: those not backing off."""
        return self.waiting().filter(models.Q(retry_at=None) | models.Q(retry_at__lte=Now()))

    def due(self) -> JobQuerySet:
        """Return the jobs that may be picked now: in the order, and of a band not paused."""
        paused = QueueState.objects.filter(paused=True).values("band")
        return self.in_order().exclude(band__in=paused)


class AnalysisJob(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    type = models.CharField(max_length=32, choices=JobType.choices)
    kind = models.CharField(max_length=16, choices=Kind.choices, default=Kind.ANALYSIS)
    band = models.PositiveSmallIntegerField(choices=Band.choices)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="jobs", db_index=False
    )
    target_id = models.CharField(max_length=64, blank=True, default="")
    payload = models.JSONField(default=dict, blank=True)
    dedupe_key = models.CharField(max_length=200, null=True, blank=True)
    status = models.CharField(max_length=16, choices=Status.choices, default=Status.PENDING)
    requested = models.CharField(
        max_length=8, choices=Requested.choices, default=Requested.NONE, blank=True
    )
    # The order inside a band; see fairness.py.
    rank = models.BigIntegerField(default=0, editable=False)
    # What the job is taken to cost, in ms: by this users take turns.
    cost_ms = models.PositiveIntegerField(default=1_000, editable=False)
    # What an item is expected to take, in seconds, before this job has shown it.
    expected_seconds = models.FloatField(null=True, blank=True, editable=False)
    current = models.BigIntegerField(default=0)
    total = models.BigIntegerField(default=0)
    cursor = models.JSONField(null=True, blank=True)
    details = models.JSONField(default=dict, blank=True)
    message = models.CharField(max_length=500, blank=True, default="")
    # Seconds it has run, over all runs: what the estimate of the rest is measured by.
    active_seconds = models.FloatField(default=0)
    # Tries since the last finished item; too many in a row and the job has failed.
    attempts = models.PositiveIntegerField(default=0)
    interruptions = models.PositiveIntegerField(default=0)
    # Grows with each change of state; a run that writes with an old one is refused.
    fence = models.BigIntegerField(default=0)
    # Grows with each message about this job, over workers and restarts: fence x 1,000,000 + count.
    revision = models.BigIntegerField(default=0)
    slot = models.PositiveSmallIntegerField(null=True, blank=True)
    # The application name of the database sessions of the process that holds or held it.
    owner = models.CharField(max_length=63, blank=True, default="")
    heartbeat_at = models.DateTimeField(null=True, blank=True)
    # Waiting after a fault: not before then.
    retry_at = models.DateTimeField(null=True, blank=True)
    error = models.JSONField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = JobQuerySet.as_manager()

    # Set by jobs.enqueue: whether the call made this job, or found it open already.
    created_now: bool = False

    class Meta:
        verbose_name = "job"
        # Beside these, made by SQL in a migration: the exclusion constraint `queue_one_job_a_slot`, which
        # lets no two jobs be in progress in one slot, and whose index finds what runs in one.
        indexes = [
            # The rank of a new job, the pick with Redis away, and repair's rebuild: those of a kind, in order.
            models.Index(
                fields=["kind", "band", "rank"],
                name="queue_job_ranks",
                condition=models.Q(status__in=OPEN),
            ),
            # The rank of a new job: behind the user's last open one.
            models.Index(
                fields=["user", "band", "rank"],
                name="queue_job_open_of_user",
                condition=models.Q(status__in=OPEN),
            ),
            # What former jobs of a type took, a user's own and anybody's.
            models.Index(
                fields=["type", "user", "-finished_at"],
                name="queue_job_done_of_user",
                condition=models.Q(status=Status.COMPLETED),
            ),
            models.Index(
                fields=["type", "-finished_at"],
                name="queue_job_done",
                condition=models.Q(status=Status.COMPLETED),
            ),
            # The overview: how many there are of each band and state, and since when they wait.
            models.Index(
                fields=["band", "status", "kind", "created_at"],
                name="queue_job_open",
                condition=models.Q(status__in=OPEN),
            ),
            # The page of the queue: what ended last.
            models.Index(
                fields=["-finished_at", "-id"],
                name="queue_job_ended",
                condition=models.Q(status__in=ENDED),
            ),
            # A user's jobs, newest first: GET /api/queue/jobs, and the cascade from the user.
            models.Index(fields=["user", "-created_at", "-id"], name="queue_job_of_user"),
            # Everybody's jobs, newest first: the same list for staff, and the admin.
            models.Index(fields=["-created_at", "-id"], name="queue_job_newest"),
        ]
        constraints = [
            # A double click, or a second login, finds the job that the first one made.
            models.UniqueConstraint(
                fields=["dedupe_key"],
                name="queue_job_dedupe",
                condition=models.Q(status__in=OPEN),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.type} {self.id} ({self.status})"

    @property
    def is_waiting(self) -> bool:
        return self.status in WAITING

    @property
    def is_ended(self) -> bool:
        return self.status in ENDED

    def position(self) -> int | None:
        """Return the place among the waiting jobs of its kind, from 1; None unless it waits."""
        if not self.is_waiting:
            return None
        better = models.Q(band__lt=self.band) | models.Q(band=self.band, rank__lt=self.rank)
        return AnalysisJob.objects.waiting().filter(better, kind=self.kind).count() + 1


class JobFailure(models.Model):
    """One item of a job that could not be done, while the others went on."""

    job = models.ForeignKey(AnalysisJob, on_delete=models.CASCADE, related_name="failures")
    # The item's place in its job, from 1.
    number = models.PositiveIntegerField()
    target_id = models.CharField(max_length=64, blank=True, default="")
    code = models.CharField(max_length=64)
    message = models.CharField(max_length=500)
    at = models.DateTimeField(db_default=Now())
    # The job that does it once more, where somebody asked for that.
    retried_by = models.ForeignKey(
        AnalysisJob, on_delete=models.SET_NULL, null=True, blank=True, related_name="retries"
    )

    class Meta:
        verbose_name = "failed item"
        constraints = [models.UniqueConstraint(fields=["job", "number"], name="queue_failure_once")]

    def __str__(self) -> str:
        return f"item {self.number}: {self.code}"


class QueueState(models.Model):
    """Whether a band is paused: nothing of it is picked, and what runs stops at its checkpoint."""

    band = models.PositiveSmallIntegerField(primary_key=True, choices=Band.choices)
    paused = models.BooleanField(default=False)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = "state of a band"
        verbose_name_plural = "states of the bands"

    def __str__(self) -> str:
        return f"{Band(self.band).label}: {'paused' if self.paused else 'open'}"


class JobTransition(models.Model):
    """One change of a job's state: when, by whom, why."""

    # The job's own page and its trace read by this key.
    job = models.ForeignKey(AnalysisJob, on_delete=models.CASCADE, related_name="transitions")
    at = models.DateTimeField(db_default=Now())
    from_status = models.CharField(max_length=16, blank=True)
    to_status = models.CharField(max_length=16, choices=Status.choices)
    reason = models.CharField(max_length=200, blank=True)
    fence = models.BigIntegerField()
    slot = models.PositiveSmallIntegerField(null=True, blank=True)
    worker = models.CharField(max_length=63, blank=True)
    attempts = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "change of state"
        verbose_name_plural = "changes of state"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.from_status or 'new'} → {self.to_status}"
