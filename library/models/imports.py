"""Imports, their faults, and what an iTunes library said of its entries."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.db import models

from jobqueue.states import Status

# How many faults one answer carries; all of them are in the CSV.
FAULTS_SHOWN = 1000


class LibraryImportQuerySet(models.QuerySet["LibraryImport"]):
    def visible_to(self, user: Any) -> LibraryImportQuerySet:
        if user is None or not user.is_authenticated:
            return self.none()
        return self.filter(user=user)


class LibraryImport(models.Model):
    """One file on its way into a library, and what became of its rows."""

    class SourceType(models.TextChoices):
        ITUNES_XML = "itunes_xml", "iTunes library"
        CSV = "csv", "CSV"
        AUDIO = "audio", "Audio file"
        ZIP = "zip", "Zip of audio files"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="library_imports",
        db_index=False,
    )
    # A plain id: clearing the queue must not take the history of imports with it.
    job_id = models.UUIDField(null=True, editable=False)
    filename = models.CharField(max_length=255)
    source_type = models.CharField(max_length=20, choices=SourceType.choices)
    path = models.CharField(max_length=4096, help_text="Where the file lies on the server.")
    is_upload = models.BooleanField(
        default=True, help_text="Ours, and removed when the import has ended."
    )
    size_bytes = models.PositiveBigIntegerField(default=0)
    # The job's own words. The row follows its job and outlives it.
    status = models.CharField(max_length=16, choices=Status.choices, default=Status.PENDING)
    tracks_added = models.PositiveIntegerField(default=0)
    tracks_updated = models.PositiveIntegerField(default=0)
    tracks_unchanged = models.PositiveIntegerField(default=0)
    tracks_skipped = models.PositiveIntegerField(default=0)
    errors_total = models.PositiveIntegerField(default=0)
    error = models.JSONField(null=True, blank=True, help_text="Why it failed: code, message.")
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = LibraryImportQuerySet.as_manager()

    class Meta:
        indexes = [
            # GET /api/library/imports, newest first
            models.Index(fields=["user", "created_at", "id"], name="library_import_newest"),
        ]

    def __str__(self) -> str:
        return self.filename


class ImportFault(models.Model):
    """What was wrong with one row: the row is skipped, or one of its fields left empty."""

    id = models.BigAutoField(primary_key=True)
    library_import = models.ForeignKey(
        LibraryImport, on_delete=models.CASCADE, related_name="faults", db_index=False
    )
    line = models.PositiveIntegerField(null=True)
    file = models.CharField(max_length=1024, blank=True, default="")
    reason = models.CharField(max_length=500)

    class Meta:
        indexes = [
            # GET /api/library/imports/{id} and …/errors, in the file's order
            models.Index(fields=["library_import", "id"], name="library_fault_of_import"),
        ]

    def __str__(self) -> str:
        return f"line {self.line}: {self.reason}" if self.line else f"{self.file}: {self.reason}"


class ITunesEntry(models.Model):
    """An entry of an imported iTunes library as it stood there: the catalogue that a duplicate
    analysis compares its groups with. It outlives the track that it became."""

    # What stands for the id of an entry that has none; see library.imports.sql.ENTRIES.
    WITHOUT_ID = "row "

    id = models.BigAutoField(primary_key=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="itunes_entries",
        db_index=False,
    )
    persistent_id = models.CharField(max_length=64)
    title = models.CharField(max_length=500)
    artist = models.CharField(max_length=500, blank=True, default="")
    album = models.CharField(max_length=500, blank=True, default="")
    album_artist = models.CharField(max_length=500, blank=True, default="")
    year = models.SmallIntegerField(null=True)
    track_number = models.PositiveIntegerField(null=True)
    disc_number = models.PositiveIntegerField(null=True)
    duration = models.FloatField(null=True, help_text="Seconds.")
    # A plain id: the catalogue is not the import's, which may be cleared away.
    import_id = models.UUIDField(null=True, help_text="The import that last changed it.")

    class Meta:
        verbose_name = "iTunes entry"
        verbose_name_plural = "iTunes entries"
        constraints = [
            # An import of the same library again replaces its entries; an exact match is by id.
            models.UniqueConstraint(
                fields=["user", "persistent_id"], name="library_itunes_entry_identity"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.artist} – {self.title}"

    @property
    def own_id(self) -> str | None:
        """The persistent id that iTunes gave it; None where it gave none."""
        return None if self.persistent_id.startswith(self.WITHOUT_ID) else self.persistent_id
