"""A track's place in a playlist."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.timezone import now

from playlists.models.playlists import Playlist


class PlaylistEntryQuerySet(models.QuerySet["PlaylistEntry"]):
    def shown(self) -> PlaylistEntryQuerySet:
        """Return the entries whose track is not in the trash."""
        return self.filter(track__deleted_at=None)


class PlaylistEntry(models.Model):
    """One place of a playlist: positions are 1..n without gaps, those of the trash included, and a
    track may come twice."""

    id = models.BigAutoField(primary_key=True)
    playlist = models.ForeignKey(
        Playlist,
        on_delete=models.CASCADE,
        related_name="entries",
        # The unique constraint begins with it.
        db_index=False,
    )
    # Which playlists hold a track: library.usage, and the cascade from the track.
    track = models.ForeignKey(
        "library.Track", on_delete=models.CASCADE, related_name="playlist_entries"
    )
    position = models.PositiveIntegerField()
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    added_at = models.DateTimeField(default=now)
    notes = models.CharField(max_length=2000, blank=True, default="")
    rating = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    play_count = models.PositiveIntegerField(default=0)
    last_played = models.DateTimeField(null=True, blank=True)

    objects = PlaylistEntryQuerySet.as_manager()

    # Set by places.number: the place among the entries shown, from 1.
    place: int

    class Meta:
        verbose_name_plural = "playlist entries"
        constraints = [
            # Deferred: an insertion moves all that come after it, and they pass over each other.
            models.UniqueConstraint(
                fields=["playlist", "position"],
                name="playlist_entry_position",
                deferrable=models.Deferrable.DEFERRED,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.position}. {self.track_id}"
