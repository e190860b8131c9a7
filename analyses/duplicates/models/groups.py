"""The groups of an analysis, and the tracks in them as they were at the run."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models

from analyses.duplicates.models.analyses import DuplicateAnalysis
from library.models import Track
from library.sort_keys import sort_key


class DuplicateGroupQuerySet(models.QuerySet["DuplicateGroup"]):
    def visible_to(self, user: Any) -> DuplicateGroupQuerySet:
        """Return the groups this user may see: those of their own analyses that have ended."""
        if user is None or not user.is_authenticated:
            return self.none()
        return self.filter(analysis__user=user).of_results()

    def of_results(self) -> DuplicateGroupQuerySet:
        """Return the groups of runs that have ended with all their groups in."""
        ended = self.filter(analysis__result_saved=True)
        return ended.exclude(analysis__status=DuplicateAnalysis.Status.RUNNING)

    def matching(self, search: str) -> DuplicateGroupQuerySet:
        """Return the groups that hold every word of `search` in a title, artist or album."""
        found = self
        for word in sort_key(search).split():
            found = found.filter(searched__contains=word)
        return found

    def with_tracks(self) -> DuplicateGroupQuerySet:
        """Fetch the tracks too, the canonical one first, by one query for all groups."""
        tracks = DuplicateTrack.objects.select_related("track").order_by("position")
        return self.prefetch_related(models.Prefetch("tracks", queryset=tracks))


class DuplicateGroup(models.Model):
    """Tracks that are one recording; the canonical one is the suggested keeper."""

    class Outcome(models.TextChoices):
        DUPLICATE = "duplicate", "Duplicate"
        OTHER_RELEASE = "other_release", "Other release"

    class Action(models.TextChoices):
        KEPT_CANONICAL = "kept_canonical", "Keep the canonical one"
        MANUAL_REVIEW = "manual_review", "Look at it"

    class Resolution(models.TextChoices):
        DELETED = "deleted", "Deleted"
        KEPT_CANONICAL = "kept_canonical", "Kept the canonical one"
        MANUAL_REVIEW = "manual_review", "Set aside"
        NOT_DUPLICATE = "not_duplicate", "Not a duplicate"

    id = models.BigAutoField(primary_key=True)
    analysis = models.ForeignKey(
        DuplicateAnalysis, on_delete=models.CASCADE, related_name="groups", db_index=False
    )
    group_index = models.PositiveIntegerField(help_text="From 1, in the order asked for.")
    canonical_track = models.ForeignKey(
        Track, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    duplicate_count = models.PositiveIntegerField(help_text="Tracks besides the canonical one.")
    average_similarity_score = models.FloatField(
        help_text="Over all pairs of the group, an absent pair counting 0."
    )
    outcome = models.CharField(max_length=16, choices=Outcome.choices, default=Outcome.DUPLICATE)
    suggested_action = models.CharField(
        max_length=16, choices=Action.choices, default=Action.KEPT_CANONICAL
    )
    flagged = models.BooleanField(default=False, help_text="Unusually large: look twice.")
    related_versions = models.JSONField(default=list, blank=True)
    # Of the canonical track; what lists are ordered by.
    artist_key = models.CharField(max_length=200, null=True, editable=False)
    title_key = models.CharField(max_length=200, null=True, editable=False)
    # Titles, artists and albums of all tracks, as sort keys: what ?search= looks into.
    searched = models.TextField(editable=False, default="")

    has_itunes_matches = models.BooleanField(default=False)
    itunes_match_data = models.JSONField(null=True, blank=True)

    resolved = models.BooleanField(default=False)
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    resolution_action = models.CharField(
        max_length=16, choices=Resolution.choices, null=True, blank=True
    )

    objects = DuplicateGroupQuerySet.as_manager()

    class Meta:
        constraints = [
            # GET …/groups in the order of the run; a run cannot save a group twice.
            models.UniqueConstraint(
                fields=["analysis", "group_index"], name="duplicates_group_index"
            ),
        ]
        indexes = [
            # GET …/groups?ordering=…, one for each
            *(
                models.Index(fields=["analysis", column, "id"], name=f"duplicates_group_{name}")
                for name, column in (
                    ("confidence", "average_similarity_score"),
                    ("duplicates", "duplicate_count"),
                    ("artist", "artist_key"),
                    ("title", "title_key"),
                )
            ),
        ]

    def __str__(self) -> str:
        return f"group {self.group_index}"


class DuplicateTrack(models.Model):
    """A track of a group as it was at the run, which outlives the track itself."""

    class ITunesMatch(models.TextChoices):
        EXACT = "exact", "Exact"
        FUZZY = "fuzzy", "Fuzzy"
        NONE = "none", "None"

    id = models.BigAutoField(primary_key=True)
    group = models.ForeignKey(
        DuplicateGroup, on_delete=models.CASCADE, related_name="tracks", db_index=False
    )
    position = models.PositiveIntegerField(help_text="In its group, the canonical one at 0.")
    # No file path: a result may be shown where the library's folders are nobody's business.
    track = models.ForeignKey(
        Track, on_delete=models.SET_NULL, null=True, blank=True, related_name="duplicate_tracks"
    )
    external_id = models.CharField(max_length=200, blank=True, default="")
    title = models.CharField(max_length=500)
    artist = models.CharField(max_length=500, blank=True, default="")
    album = models.CharField(max_length=500, blank=True, default="")
    duration = models.FloatField(null=True, blank=True, help_text="Seconds.")
    play_count = models.PositiveIntegerField(default=0)
    last_played = models.DateTimeField(null=True, blank=True)
    date_added = models.DateTimeField(null=True, blank=True)
    format = models.CharField(max_length=50, blank=True, default="")
    bitrate = models.PositiveIntegerField(null=True, blank=True, help_text="kbit/s.")
    size_bytes = models.PositiveBigIntegerField(null=True, blank=True)

    similarity_score = models.FloatField(help_text="With the canonical one; its own is 1.")
    is_canonical = models.BooleanField(default=False)
    reasons = models.JSONField(default=list, blank=True)
    itunes_match_found = models.BooleanField(default=False)
    itunes_match_confidence = models.FloatField(null=True, blank=True)
    itunes_match_type = models.CharField(
        max_length=8, choices=ITunesMatch.choices, default=ITunesMatch.NONE
    )
    # When its track was last known to be trashed; kept for when that is gone for good.
    deleted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            # The tracks of a page of groups, in order.
            models.UniqueConstraint(fields=["group", "position"], name="duplicates_track_position"),
        ]

    def __str__(self) -> str:
        return f"{self.artist or '–'} – {self.title}"

    @property
    def still_exists(self) -> bool:
        """Whether the track is in the library now: neither gone nor in the trash."""
        return self.track is not None and self.track.deleted_at is None

    @property
    def deleted_since(self) -> Any:
        """When the track went to the trash; None while it is in the library."""
        return self.deleted_at if self.track is None else self.track.deleted_at
