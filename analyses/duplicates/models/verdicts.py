"""What the user says of two tracks; every later run obeys."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from library.models import Track


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
    track_a = models.ForeignKey(Track, on_delete=models.CASCADE, related_name="+")
    track_b = models.ForeignKey(Track, on_delete=models.CASCADE, related_name="+")
    verdict = models.CharField(max_length=16, choices=Says.choices)
    created_at = models.DateTimeField(auto_now_add=True)

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

    def __str__(self) -> str:
        return f"{self.track_a_id}, {self.track_b_id}: {self.verdict}"
