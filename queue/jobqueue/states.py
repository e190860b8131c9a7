"""The words of the queue: types, bands and states of a job.

pending ──claim──▶ in_progress ──▶ completed
   ▲                 │    ▲  └───▶ failed
   │     interrupt   ▼    │ claim, win back
   │              interrupted
   └── every open state can become cancelled, and the waiting ones paused
"""

from __future__ import annotations

from django.db import models


class JobType(models.TextChoices):
    SONG_ANALYSIS = "SONG_ANALYSIS", "Song analysis"
    PLAYLIST_ANALYSIS = "PLAYLIST_ANALYSIS", "Playlist analysis"
    BACKGROUND_ANALYSIS = "BACKGROUND_ANALYSIS", "Background analysis"
    DUPLICATE_ANALYSIS = "DUPLICATE_ANALYSIS", "Duplicate analysis"
    LIBRARY_IMPORT = "LIBRARY_IMPORT", "Library import"
    EXPORT = "EXPORT", "Export"
    BULK_RESOLUTION = "BULK_RESOLUTION", "Bulk resolution"


class Band(models.IntegerChoices):
    """A job of a band runs before every job of the bands below it."""

    HIGH = 0, "high"
    MEDIUM = 1, "medium"
    LOW = 2, "low"


class Status(models.TextChoices):
    PENDING = "pending", "Pending"  # has never run
    IN_PROGRESS = "in_progress", "In progress"  # a worker holds it
    INTERRUPTED = "interrupted", "Interrupted"  # has run, waits to go on where it was
    PAUSED = "paused", "Paused"  # waits for somebody to resume it
    COMPLETED = "completed", "Completed"
    FAILED = "failed", "Failed"
    CANCELLED = "cancelled", "Cancelled"


class Requested(models.TextChoices):
    """What the next checkpoint of a running job does."""

    NONE = "none", "Nothing"
    PAUSE = "pause", "Pause"
    CANCEL = "cancel", "Cancel"


class Kind(models.TextChoices):
    """The kind of worker that runs a job."""

    ANALYSIS = "analysis", "Analysis"
    MAINTENANCE = "maintenance", "Maintenance"


WAITING = (Status.PENDING, Status.INTERRUPTED)
OPEN = (*WAITING, Status.IN_PROGRESS, Status.PAUSED)
ENDED = (Status.COMPLETED, Status.FAILED, Status.CANCELLED)
