"""One track of one user's library, and the questions that lists ask of many."""

from __future__ import annotations

import secrets
from typing import Any

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Coalesce, Lower
from django.utils.timezone import now

from library.sort_keys import sort_key

MIN_YEAR, MAX_YEAR = 1000, 2999
MAX_NUMBER = 99_999
# 30 days; anything longer is a wrong unit.
MAX_DURATION = 2_592_000.0
MAX_BITRATE = 10_000_000
MAX_COUNT = 2_147_483_647
# The path of a track whose file is kept for its owner: named by its content.
KEPT_PATH = r"^kept:[0-9a-f]{64}\.[a-z0-9]{2,4}$"

# What `?search=` looks into, as one text with line breaks between, so that a word cannot be found
# half in the title and half in the artist. An index has the very same expression.
SEARCHED = Func(
    F("title_key"),
    Coalesce(F("artist_key"), Value("")),
    Coalesce(F("album_key"), Value("")),
    # In this order: migrations sort them, and Django takes another order for another index.
    arg_joiner=" || chr(10) || ",
    output_field=models.TextField(),
    template="(%(expressions)s)",
)

# What statistics of listening are about; an index has the very same condition.
HEARD = Q(play_count__gt=0) | Q(skip_count__gt=0)


def random_identity() -> int:
    """Return an identity that no file will ever give: 63 random bits."""
    return secrets.randbits(63)


class TrackQuerySet(models.QuerySet["Track"]):
    def visible_to(self, user: Any) -> TrackQuerySet:
        """Return the tracks this user may see: their own, trash and hidden ones included."""
        if user is None or not user.is_authenticated:
            return self.none()
        return self.filter(user=user)

    def in_library(self) -> TrackQuerySet:
        """Return what is not in the trash."""
        return self.filter(deleted_at=None)

    def in_trash(self) -> TrackQuerySet:
        return self.exclude(deleted_at=None)

    def matching(self, search: str) -> TrackQuerySet:
        """Return the tracks whose title, artist or album hold every word of `search`."""
        found = self.annotate(searched=SEARCHED)
        for word in sort_key(search).split():
            found = found.filter(searched__contains=word)
        return found


class Track(models.Model):
    """A track as its source tells it, with what its owner thinks of it.

    The sort keys follow title, artist and album: `library.changes` and `save()` keep them."""

    id = models.BigAutoField(primary_key=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="tracks",
        # The index by genre begins with the user.
        db_index=False,
    )
    title = models.CharField(max_length=500)
    artist = models.CharField(max_length=500, blank=True, default="")
    album = models.CharField(max_length=500, blank=True, default="")
    album_artist = models.CharField(max_length=500, blank=True, default="")
    genre = models.CharField(max_length=100, blank=True, default="")
    year = models.SmallIntegerField(
        null=True,
        blank=True,
        validators=[MinValueValidator(MIN_YEAR), MaxValueValidator(MAX_YEAR)],
    )
    track_number = models.PositiveIntegerField(
        null=True, blank=True, validators=[MaxValueValidator(MAX_NUMBER)]
    )
    disc_number = models.PositiveIntegerField(
        null=True, blank=True, validators=[MaxValueValidator(MAX_NUMBER)]
    )
    duration = models.FloatField(
        null=True,
        blank=True,
        help_text="Seconds.",
        validators=[MinValueValidator(0.0), MaxValueValidator(MAX_DURATION)],
    )
    format = models.CharField(max_length=50, blank=True, default="")
    bitrate = models.PositiveIntegerField(
        null=True, blank=True, help_text="kbit/s.", validators=[MaxValueValidator(MAX_BITRATE)]
    )
    size_bytes = models.PositiveBigIntegerField(null=True, blank=True)
    isrc = models.CharField(max_length=12, blank=True, default="")
    external_id = models.CharField(max_length=200, blank=True, default="")
    persistent_id = models.CharField(max_length=64, blank=True, default="")
    path = models.CharField(max_length=4096, blank=True, default="")
    source = models.CharField(
        max_length=20, blank=True, default="", help_text="The kind of file it came from."
    )
    is_demo = models.BooleanField(default=False)

    play_count = models.PositiveIntegerField(default=0)
    skip_count = models.PositiveIntegerField(default=0)
    last_played = models.DateTimeField(null=True, blank=True)
    date_added = models.DateTimeField(default=now)
    is_favorite = models.BooleanField(default=False)
    rating = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    tags = models.JSONField(default=list, blank=True)
    notes = models.CharField(max_length=10_000, blank=True, default="")
    is_hidden = models.BooleanField(default=False)
    custom_metadata = models.JSONField(default=dict, blank=True)
    analysed_at = models.DateTimeField(
        null=True, blank=True, help_text="When its audio was last analysed."
    )
    deleted_at = models.DateTimeField(null=True, blank=True, help_text="In the trash since.")

    title_key = models.CharField(max_length=200, editable=False)
    artist_key = models.CharField(max_length=200, null=True, editable=False)
    album_key = models.CharField(max_length=200, null=True, editable=False)
    # What a re-import finds the track by (library.imports.identity), the n-th of its equals, and
    # the hash of the row it was last read from.
    identity = models.BigIntegerField(default=random_identity, editable=False)
    occurrence = models.PositiveIntegerField(default=1, editable=False)
    row_hash = models.BigIntegerField(null=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = TrackQuerySet.as_manager()

    class Meta:
        constraints = [
            # A re-import looks up its rows here; two imports at once cannot double a track. The
            # identity comes first, so that no plan takes another index for this one by mistake.
            models.UniqueConstraint(
                fields=["identity", "occurrence", "user"], name="library_track_identity"
            ),
        ]
        indexes = [
            # GET /api/tracks?ordering=…, one for each, read in both directions.
            *(
                models.Index(
                    fields=["user", column, "id"],
                    condition=Q(deleted_at=None),
                    name=f"library_track_by_{name}",
                )
                for name, column in (
                    ("title", "title_key"),
                    ("artist", "artist_key"),
                    ("album", "album_key"),
                    ("added", "date_added"),
                    ("plays", "play_count"),
                    ("rating", "rating"),
                    ("duration", "duration"),
                )
            ),
            # GET /api/tracks?search=
            GinIndex(OpClass(SEARCHED, name="gin_trgm_ops"), name="library_track_search"),
            # GET /api/tracks?genre=
            models.Index("user", Lower("genre"), name="library_track_genre"),
            # GET /api/tracks?tag=
            GinIndex(
                OpClass(F("tags"), name="jsonb_path_ops"),
                condition=~Q(tags=[]),
                name="library_track_tags",
            ),
            # GET /api/tracks?favorite=true
            models.Index(
                fields=["user", "title_key", "id"],
                condition=Q(is_favorite=True),
                name="library_track_favourites",
            ),
            # GET /api/tracks?hidden=true
            models.Index(
                fields=["user", "title_key", "id"],
                condition=Q(is_hidden=True),
                name="library_track_hidden",
            ),
            # GET /api/tracks?in_trash=true, and emptying the trash by age
            models.Index(
                fields=["user", "deleted_at"],
                condition=Q(deleted_at__isnull=False),
                name="library_track_trash",
            ),
            # GET /api/tracks?analyzed=true, the summary's share of analysed tracks
            models.Index(
                fields=["user", "title_key", "id"],
                condition=Q(analysed_at__isnull=False),
                name="library_track_analysed",
            ),
            # The background analysis: what is to be done, recently added first
            models.Index(
                fields=["user", "-date_added", "-id"],
                condition=Q(analysed_at=None, deleted_at=None),
                name="library_track_unanalysed",
            ),
            # GET /api/progress/global: how many are analysed, and since when
            models.Index(
                fields=["user", "-analysed_at"],
                condition=Q(analysed_at__isnull=False, deleted_at=None),
                name="library_track_last_analysed",
            ),
            # GET /api/user/statistics: all that it adds up, without reading a track
            models.Index(
                fields=["user", "artist_key"],
                include=["id", "genre", "play_count", "skip_count", "duration"],
                condition=HEARD & Q(deleted_at=None),
                name="library_track_heard",
            ),
            # DELETE /api/library/demo
            models.Index(fields=["user"], condition=Q(is_demo=True), name="library_track_demo"),
            # Whether a kept file of a user has a track: the nightly sweep
            models.Index(
                fields=["user", "path"],
                condition=Q(path__regex=KEPT_PATH),
                name="library_track_kept",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.artist or '–'} – {self.title}"

    def save(self, *args: Any, **options: Any) -> None:
        self.set_keys()
        if options.get("update_fields") is not None:
            keys = {"title_key", "artist_key", "album_key"}
            options["update_fields"] = {*options["update_fields"], *keys}
        super().save(*args, **options)

    @property
    def in_trash(self) -> bool:
        return self.deleted_at is not None

    @property
    def analyzed(self) -> bool:
        return self.analysed_at is not None

    def set_keys(self) -> None:
        """Bring the sort keys in step with title, artist and album."""
        self.title_key = sort_key(self.title)
        self.artist_key = sort_key(self.artist) or None
        self.album_key = sort_key(self.album) or None
