"""The version of a user's library, and the log of what each version changed."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import connection, models
from django.utils.timezone import now


class LibraryVersionManager(models.Manager["LibraryVersion"]):
    def current(self, user: Any) -> int:
        """Return the user's library version; 0 while nothing has ever changed."""
        found = self.filter(user=user).values_list("version", flat=True).first()
        return found or 0

    def lock(self, user_id: int) -> None:
        """Hold the user's row until the caller's transaction ends; make it where it is missing."""
        while self.select_for_update().filter(user_id=user_id).first() is None:
            self.bulk_create([self.model(user_id=user_id, updated_at=now())], ignore_conflicts=True)

    def bump(self, user_id: int) -> int:
        """Raise the version of a locked row and return it.

        The lock stays until the caller's transaction ends, so versions are given in the order in
        which they become visible: nobody can read version 8 and miss a later commit of 7."""
        with connection.cursor() as cursor:
            cursor.execute(
                """UPDATE library_libraryversion
                   SET version = version + 1, updated_at = clock_timestamp()
                   WHERE user_id = %s RETURNING version""",
                [user_id],
            )
            return int(cursor.fetchone()[0])


class LibraryVersion(models.Model):
    """How often a user's library has changed in what an analysis looks at."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="library_version",
    )
    version = models.BigIntegerField(default=0)
    updated_at = models.DateTimeField()

    objects = LibraryVersionManager()

    def __str__(self) -> str:
        return f"version {self.version}"


class LibraryChange(models.Model):
    """What one version did to some tracks; a bulk change is one row with many ids."""

    class Kind(models.TextChoices):
        ADDED = "added"  # new, or back from the trash
        MODIFIED = "modified"
        DELETED = "deleted"  # into the trash, or gone
        # Edited while it lay in the trash: counts once it is back.
        MODIFIED_IN_TRASH = "modified_in_trash"

    id = models.BigAutoField(primary_key=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="library_changes",
        db_index=False,
    )
    version = models.BigIntegerField()
    kind = models.CharField(max_length=20, choices=Kind.choices)
    # Plain numbers: a log outlives its tracks.
    tracks = ArrayField(models.BigIntegerField())
    fields = ArrayField(models.CharField(max_length=40), default=list)
    origin = models.CharField(max_length=20, help_text="api, import, admin, resolution, demo …")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [
            # library.changes.since(): what came after a version
            models.Index(fields=["user", "version"], name="library_change_since"),
        ]

    def __str__(self) -> str:
        return f"{self.version}: {len(self.tracks)} {self.kind}"
