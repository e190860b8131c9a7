"""What the user says of two tracks; every later run obeys."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models

from library.models import Track

# What is shown of a track beside a verdict; a track has much more to read.
SHOWN = ("id", "title", "artist", "album", "duration", "deleted_at")


class VerdictQuerySet(models.QuerySet["Verdict"]):
    def visible_to(self, user: Any) -> VerdictQuerySet:
        """Return the verdicts this user may see: their own."""
        if user is None or not user.is_authenticated:
            return self.none()
        return self.filter(user=user)

    def with_tracks(self) -> VerdictQuerySet:
        """Fetch what is shown of both tracks too, by the same query."""
        shown = [f"{track}__{name}" for track in ("track_a", "track_b") for name in SHOWN]
        own = ("id", "user_id", "verdict", "created_at")
        return self.select_related("track_a", "track_b").only(*own, *shown)

    def on(self, track_id: int) -> VerdictQuerySet:
        """Return the verdicts on one track and any other."""
        return self.filter(models.Q(track_a=track_id) | models.Q(track_b=track_id))


class Verdict(models.Model):
    """A user's word on an unordered pair. Rows are written and deleted, never changed."""

    class Says(models.TextChoices):
        NOT_DUPLICATE = "not_duplicate", "Not a duplicate"
        DUPLICATE = "duplicate", "Duplicate"

    id = models.BigAutoField(primary_key=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="verdicts",
        db_index=False,
    )
    # Their own indexes: ?track=, and the walk along chains.
    track_a = models.ForeignKey(Track, on_delete=models.CASCADE, related_name="+")
    track_b = models.ForeignKey(Track, on_delete=models.CASCADE, related_name="+")
    verdict = models.CharField(max_length=16, choices=Says.choices)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = VerdictQuerySet.as_manager()

    class Meta:
        constraints = [
            # All verdicts of a user, which a run reads; one for each pair.
            models.UniqueConstraint(
                fields=["user", "track_a", "track_b"], name="duplicates_verdict_once"
            ),
            models.CheckConstraint(
                condition=models.Q(track_a__lt=models.F("track_b")), name="duplicates_verdict_order"
            ),
        ]
        indexes = [
            # GET /api/duplicates/verdicts, newest first
            models.Index(fields=["user", "-id"], name="duplicates_verdict_newest"),
            # …?verdict=, and how many there are of each kind
            models.Index(fields=["user", "verdict", "-id"], name="duplicates_verdict_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.track_a_id}, {self.track_b_id}: {self.verdict}"

    @property
    def tracks(self) -> list[Track]:
        return [self.track_a, self.track_b]
