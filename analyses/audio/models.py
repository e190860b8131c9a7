"""What is known of the sound of tracks."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class AudioResult(models.Model):
    """What an extractor found in a recording: made once, whoever has files of it."""

    id = models.BigAutoField(primary_key=True)
    audio_hash = models.CharField(max_length=64, help_text="SHA-256 of the sound, without tags.")
    extractor_version = models.CharField(max_length=40)
    duration = models.FloatField(null=True, help_text="Seconds.")
    bitrate = models.PositiveIntegerField(null=True, help_text="kbit/s.")
    tags = models.JSONField(default=dict, help_text="As they stood in the first file.")
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            # An equal recording is looked up before anything is extracted.
            models.UniqueConstraint(
                fields=["audio_hash", "extractor_version"], name="audio_result_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.audio_hash[:12]} by {self.extractor_version}"


class TrackAnalysis(models.Model):
    """How the last analysis of a track went."""

    class Status(models.TextChoices):
        ANALYSED = "analysed"
        FAILED = "failed"  # is tried again when somebody asks for it, not by itself

    class Source(models.TextChoices):
        FILE = "file"  # the sound itself
        LIBRARY = "library"  # no file: what the library says of the track

    track = models.OneToOneField(
        "library.Track",
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="audio_analysis",
    )
    status = models.CharField(max_length=10, choices=Status.choices)
    source = models.CharField(max_length=10, choices=Source.choices)
    # The cascade from a result, and who shares it.
    result = models.ForeignKey(
        AudioResult, on_delete=models.SET_NULL, null=True, related_name="track_analyses"
    )
    audio_hash = models.CharField(max_length=64, blank=True, default="")
    extractor_version = models.CharField(max_length=40)
    duration = models.FloatField(null=True, help_text="Seconds.")
    analysed_at = models.DateTimeField()
    seconds_spent = models.FloatField(default=0.0)
    failure_code = models.CharField(max_length=40, blank=True, default="")
    failure_message = models.CharField(max_length=500, blank=True, default="")

    class Meta:
        verbose_name_plural = "track analyses"
        indexes = [
            # How many songs of a library could not be analysed.
            models.Index(
                fields=["track"], name="audio_failed", condition=models.Q(status="failed")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.status} from {self.source}"


class AnalysisEffort(models.Model):
    """How long looking into songs has taken for a user so far: each adds to it."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="analysis_effort",
    )
    seconds = models.FloatField(default=0.0)

    class Meta:
        verbose_name = "effort of a user's analyses"
        verbose_name_plural = "efforts of users' analyses"

    def __str__(self) -> str:
        return f"{self.seconds:.0f} s"


class RunFeedback(models.Model):
    """What a user said of an analysis once it was done: whether it was useful."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="run_feedback",
        # The unique constraint begins with the user.
        db_index=False,
    )
    # What was said stays where the job is cleared away.
    job = models.ForeignKey(
        "queue.AnalysisJob", on_delete=models.SET_NULL, null=True, related_name="feedback"
    )
    job_type = models.CharField(max_length=32)
    useful = models.BooleanField()
    said_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = "word on a run"
        verbose_name_plural = "words on runs"
        constraints = [models.UniqueConstraint(fields=["user", "job"], name="run_feedback_once")]

    def __str__(self) -> str:
        return f"{self.job_type}: {'useful' if self.useful else 'not useful'}"
