"""One kept duplicate analysis: what was asked, of which library, and what came of it."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

MAX_SEARCH_TERM = 200


class DuplicateAnalysisQuerySet(models.QuerySet["DuplicateAnalysis"]):
    def visible_to(self, user: Any) -> DuplicateAnalysisQuerySet:
        """Return the analyses this user may see: their own."""
        if user is None or not user.is_authenticated:
            return self.none()
        return self.filter(user=user)

    def running(self) -> DuplicateAnalysisQuerySet:
        return self.filter(status=DuplicateAnalysis.Status.RUNNING)

    def completed(self) -> DuplicateAnalysisQuerySet:
        return self.filter(status=DuplicateAnalysis.Status.COMPLETED)

    def newest_first(self) -> DuplicateAnalysisQuerySet:
        return self.order_by("-created_at", "-pk")


class DuplicateAnalysis(models.Model):
    """A run over one library and its result. Its groups are to be seen once it no longer runs."""

    class Status(models.TextChoices):
        RUNNING = "running", "Running"  # from its creation on, waiting included
        COMPLETED = "completed", "Completed"
        FAILED = "failed", "Failed"
        CANCELLED = "cancelled", "Cancelled"

    class SortBy(models.TextChoices):
        ARTIST = "artist", "Artist"
        TITLE = "title", "Title"
        ALBUM = "album", "Album"
        CONFIDENCE = "confidence", "Confidence, highest first"
        DUPLICATES = "duplicates", "Number of duplicates, highest first"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="duplicate_analyses",
        db_index=False,
    )
    # A plain id: clearing the queue must not take the analyses with it. The newest job of it.
    job_id = models.UUIDField(null=True, blank=True, editable=False)

    search_term = models.CharField(max_length=MAX_SEARCH_TERM, blank=True, default="")
    sort_by = models.CharField(max_length=12, choices=SortBy.choices, default=SortBy.ARTIST)
    min_confidence = models.FloatField(
        default=0.0, validators=[MinValueValidator(0.0), MaxValueValidator(1.0)]
    )
    # The user's preferences that decide about pairs and groups, as they were at the start.
    settings = models.JSONField(default=dict, blank=True)
    # Which verdicts it obeyed; see verdicts.fingerprint().
    verdicts = models.CharField(max_length=32, blank=True, default="")
    # The same as rows [track, track, what it says]: a refresh makes the groups of those anew that
    # differ.
    obeyed = models.JSONField(default=list, blank=True, editable=False)
    # Which iTunes entries its tracks were matched with; see itunes.catalogue.state_of().
    catalogue = models.CharField(max_length=32, blank=True, default="", editable=False)
    detector_version = models.CharField(max_length=40, blank=True, default="")
    full = models.BooleanField(default=False, help_text="Reuses nothing of earlier runs.")

    status = models.CharField(max_length=12, choices=Status.choices, default=Status.RUNNING)
    phase = models.CharField(max_length=32, blank=True, default="")
    partial = models.BooleanField(
        default=False, help_text="Stopped before its end: holds what was found until then."
    )
    # Whether all its groups are in. A run that dies while it saves leaves some that nobody sees.
    result_saved = models.BooleanField(default=False, editable=False)
    error = models.JSONField(null=True, blank=True, help_text="Why it failed: code, message.")

    library_version = models.BigIntegerField(null=True, blank=True)
    library_track_count = models.PositiveIntegerField(null=True, blank=True)
    library_last_modified = models.DateTimeField(null=True, blank=True)
    total_tracks_analyzed = models.PositiveIntegerField(default=0)
    total_groups_found = models.PositiveIntegerField(default=0)
    total_duplicates_found = models.PositiveIntegerField(default=0)
    average_similarity_score = models.FloatField(null=True, blank=True)
    # Which rows of the kept library and of the scores are its own: a refresh within a run writes the
    # next ones beside them, and they take their place in one step.
    generation = models.PositiveIntegerField(default=0, editable=False)
    prepared = models.BooleanField(
        default=False, editable=False, help_text="Whether its library is kept."
    )
    scored = models.BooleanField(
        default=False, editable=False, help_text="Whether all pairs of that library are scored."
    )
    # How it was made: {"mode": "full" or "changes", "reason": …, "tracks_compared": …}.
    comparison = models.JSONField(default=dict, blank=True, editable=False)
    # How many blocks of candidate pairs there are; known once they are made.
    total_blocks = models.PositiveIntegerField(null=True, blank=True)
    processing_time_seconds = models.FloatField(
        null=True, blank=True, help_text="Running time, without waiting and interruptions."
    )

    replaces = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="refreshes"
    )
    # The refresh that succeeded.
    replaced_by = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="replaced"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True, blank=True)
    completed_at = models.DateTimeField(null=True, blank=True, help_text="When it ended.")

    objects = DuplicateAnalysisQuerySet.as_manager()

    class Meta:
        verbose_name = "duplicate analysis"
        verbose_name_plural = "duplicate analyses"
        indexes = [
            # GET /api/duplicates/analyses, newest first; the newest completed one; retention
            models.Index(fields=["user", "-created_at", "-id"], name="duplicates_analysis_newest"),
            # An equal run that is open: POST /api/duplicates/analyses
            models.Index(
                fields=["user"],
                condition=models.Q(status="running"),
                name="duplicates_analysis_running",
            ),
            # The nightly clean-up: what ended long ago, over all users
            models.Index(fields=["completed_at"], name="duplicates_analysis_ended"),
        ]

    def __str__(self) -> str:
        return f"{self.id} ({self.status})"

    @property
    def is_running(self) -> bool:
        return self.status == self.Status.RUNNING

    @property
    def parameters(self) -> dict[str, Any]:
        """Return what was asked for, under the contract's names."""
        return {
            "search_term": self.search_term,
            "sort_by": self.sort_by,
            "min_confidence": self.min_confidence,
        }

    @property
    def error_message(self) -> str | None:
        return str(self.error["message"]) if self.error else None

    @property
    def error_details(self) -> dict[str, Any] | None:
        """Return the facts of the error, beside its code and message."""
        if not self.error:
            return None
        return {key: value for key, value in self.error.items() if key not in ("code", "message")}
