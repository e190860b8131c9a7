"""Playlists and entries as JSON."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.models import User
from contract.ids import MOST_ID
from library.models import Track
from playlists.adding import MOST_ENTRIES, MOST_IDS
from playlists.models import Permission, Playlist, PlaylistEntry


class PersonSerializer(serializers.ModelSerializer[User]):
    class Meta:
        model = User
        fields = ["id", "username"]
        read_only_fields = fields


class PlaylistSerializer(serializers.ModelSerializer[Playlist]):
    """`context["user"]` says whose permission is shown; the row has `with_figures()`."""

    owner = PersonSerializer(read_only=True)
    permission = serializers.SerializerMethodField()
    track_count = serializers.IntegerField(read_only=True)
    total_duration = serializers.FloatField(read_only=True, help_text="Seconds.")
    rating_avg = serializers.FloatField(read_only=True, allow_null=True)
    cover_image_url = serializers.URLField(max_length=500, required=False, allow_blank=True)
    generation = serializers.SerializerMethodField()

    class Meta:
        model = Playlist
        fields = [
            "id",
            "name",
            "description",
            "is_public",
            "is_collaborative",
            "cover_image_url",
            "owner",
            "permission",
            "track_count",
            "total_duration",
            "play_count",
            "rating_avg",
            "last_played",
            "created_at",
            "updated_at",
            "generation",
        ]
        read_only_fields = ["id", "play_count", "last_played", "created_at", "updated_at"]

    @extend_schema_field(serializers.ChoiceField(choices=Permission.choices))
    def get_permission(self, row: Playlist) -> str | None:
        return row.permission_of(self.context["user"])

    @extend_schema_field(serializers.DictField(allow_null=True))
    def get_generation(self, row: Playlist) -> dict[str, Any] | None:
        """How it was generated; null for one made by hand."""
        return None


class EntryTrackSerializer(serializers.ModelSerializer[Track]):
    class Meta:
        model = Track
        fields = ["id", "title", "artist", "album", "duration"]
        read_only_fields = fields


class EntrySerializer(serializers.ModelSerializer[PlaylistEntry]):
    """The rows are numbered: `places.number`."""

    position = serializers.IntegerField(
        source="place", read_only=True, help_text="From 1, among the entries shown."
    )
    track_id = serializers.IntegerField(read_only=True)
    file_id = serializers.IntegerField(source="track_id", read_only=True)
    track = EntryTrackSerializer(read_only=True)
    added_by = PersonSerializer(read_only=True, allow_null=True)
    added_by_user_id = serializers.IntegerField(
        source="added_by_id", read_only=True, allow_null=True
    )

    class Meta:
        model = PlaylistEntry
        fields = [
            "id",
            "position",
            "track_id",
            "file_id",
            "track",
            "added_by",
            "added_by_user_id",
            "added_at",
            "notes",
            "rating",
            "play_count",
            "last_played",
        ]
        read_only_fields = fields


class EntriesSerializer(serializers.Serializer[Any]):
    results = EntrySerializer(many=True)


def _id(**options: Any) -> serializers.IntegerField:
    return serializers.IntegerField(min_value=1, max_value=MOST_ID, **options)


class AddingSerializer(serializers.Serializer[Any]):
    """One of track_id, file_id (another name of it) and track_ids."""

    track_id = _id(required=False)
    file_id = _id(required=False)
    track_ids = serializers.ListField(
        child=_id(), allow_empty=False, max_length=MOST_IDS, required=False
    )
    position = serializers.IntegerField(
        min_value=1,
        max_value=MOST_ENTRIES,
        required=False,
        allow_null=True,
        help_text="Before which place; left out or null: at the end.",
    )

    def validate(self, given: dict[str, Any]) -> dict[str, Any]:
        names = {"track_id", "file_id", "track_ids"}.intersection(given)
        if len(names) != 1:
            raise serializers.ValidationError(
                {"track_id": ["Exactly one of track_id, file_id and track_ids is expected."]}
            )
        return given
