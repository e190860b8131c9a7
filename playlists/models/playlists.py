"""A playlist, and who may do what with it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Avg, Count, Q, Sum
from django.db.models.functions import Coalesce
from django.utils.timezone import now

from library.sort_keys import sort_key


class Permission(models.TextChoices):
    """What somebody may do with a playlist; each may do what those below it may."""

    OWNER = "owner"
    ADMIN = "admin"
    EDIT = "edit"
    VIEW = "view"


MAY_ADD = (Permission.OWNER, Permission.ADMIN, Permission.EDIT)
# An entry whose track lies in the trash keeps its place, and is neither shown nor counted.
SHOWN = Q(entries__track__deleted_at=None)
EMPTY = {"track_count": 0, "total_duration": 0.0, "rating_avg": None}
FIGURES = tuple(EMPTY)


class PlaylistQuerySet(models.QuerySet["Playlist"]):
    def visible_to(self, user: Any) -> PlaylistQuerySet:
        """Return the playlists this user may see: their own and the public ones."""
        if user is None or not user.is_authenticated:
            return self.none()
        return self.filter(Q(owner=user) | Q(is_public=True))

    def owned_by(self, user: Any) -> PlaylistQuerySet:
        return self.filter(owner=user)

    def shared_with(self, user: Any) -> PlaylistQuerySet:
        """Return those that others have let `user` in on; nobody has yet: collaborators to come."""
        return self.none()

    def public(self) -> PlaylistQuerySet:
        return self.filter(is_public=True)

    def with_figures(self) -> PlaylistQuerySet:
        """Add track_count, total_duration (seconds) and rating_avg, over the entries shown."""
        return self.select_related("owner").annotate(
            track_count=Count("entries", filter=SHOWN),
            total_duration=Coalesce(Sum("entries__track__duration", filter=SHOWN), 0.0),
            rating_avg=Avg("entries__rating", filter=SHOWN),
        )


def add_figures(playlists: Sequence[Playlist]) -> None:
    """Give the rows of a page their figures: those of these alone, where a sorted list with figures
    would count all there are."""
    rows = Playlist.objects.filter(pk__in=[row.pk for row in playlists]).with_figures()
    found = {row["pk"]: row for row in rows.values("pk", *FIGURES)}
    for playlist in playlists:
        # One that is deleted at this very moment is shown empty.
        figures = found.get(playlist.pk, EMPTY)
        for name in FIGURES:
            setattr(playlist, name, figures[name])


class Playlist(models.Model):
    """A list of tracks in an order of its owner's. The sort key follows the name: `save()`."""

    id = models.BigAutoField(primary_key=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="playlists",
        # The indexes below begin with the owner.
        db_index=False,
    )
    name = models.CharField(max_length=200)
    description = models.CharField(max_length=5000, blank=True, default="")
    is_public = models.BooleanField(default=False)
    is_collaborative = models.BooleanField(default=False)
    cover_image_url = models.URLField(max_length=500, blank=True, default="")
    play_count = models.PositiveIntegerField(default=0, help_text="Plays that named it.")
    last_played = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=now)
    updated_at = models.DateTimeField(auto_now=True)
    name_key = models.CharField(max_length=200, editable=False)

    objects = PlaylistQuerySet.as_manager()

    class Meta:
        indexes = [
            # GET /api/playlists?ordering=created_at, the default
            models.Index(fields=["owner", "created_at", "id"], name="playlist_newest"),
            # GET /api/playlists?ordering=name
            models.Index(fields=["owner", "name_key", "id"], name="playlist_by_name"),
            # GET /api/playlists?scope=public
            models.Index(
                fields=["created_at", "id"],
                condition=Q(is_public=True),
                name="playlist_public",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **options: Any) -> None:
        self.name_key = sort_key(self.name)
        if options.get("update_fields") is not None:
            options["update_fields"] = {*options["update_fields"], "name_key", "updated_at"}
        super().save(*args, **options)

    def permission_of(self, user: Any) -> Permission | None:
        """Return what `user` may do; None where the playlist does not exist for them."""
        if self.owner_id == user.pk:
            return Permission.OWNER
        return Permission.VIEW if self.is_public else None
