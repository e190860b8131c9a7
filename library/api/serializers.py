"""Tracks and imports as JSON."""

from __future__ import annotations

from json import dumps
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from contract.fields import JSONObjectField
from library.models import LibraryImport, Track
from library.models.imports import FAULTS_SHOWN

MOST_TAGS = 100
LONGEST_TAG = 100
MOST_METADATA = 64 * 1024

READ_ONLY = (
    "id",
    "duration",
    "format",
    "bitrate",
    "size_bytes",
    "external_id",
    "play_count",
    "skip_count",
    "last_played",
    "date_added",
    "analyzed",
    "in_trash",
    "deleted_at",
)


class TagsField(serializers.ListField):
    """Words of the owner's own; the same word twice is one."""

    def to_internal_value(self, data: Any) -> list[str]:
        return list(dict.fromkeys(super().to_internal_value(data)))


class TrackSerializer(serializers.ModelSerializer[Track]):
    tags = TagsField(
        child=serializers.CharField(max_length=LONGEST_TAG), max_length=MOST_TAGS, required=False
    )
    custom_metadata = JSONObjectField(required=False)
    analyzed = serializers.BooleanField(read_only=True)
    in_trash = serializers.BooleanField(read_only=True)

    class Meta:
        model = Track
        fields = [
            "id",
            "title",
            "artist",
            "album",
            "album_artist",
            "genre",
            "year",
            "track_number",
            "disc_number",
            "duration",
            "format",
            "bitrate",
            "size_bytes",
            "isrc",
            "external_id",
            "play_count",
            "skip_count",
            "last_played",
            "date_added",
            "is_favorite",
            "rating",
            "tags",
            "notes",
            "is_hidden",
            "custom_metadata",
            "analyzed",
            "in_trash",
            "deleted_at",
        ]
        read_only_fields = READ_ONLY

    def validate_custom_metadata(self, value: dict[str, Any]) -> dict[str, Any]:
        if len(dumps(value)) > MOST_METADATA:
            raise serializers.ValidationError(f"More than {MOST_METADATA // 1024} KiB.")
        return value


class FaultSerializer(serializers.Serializer[Any]):
    line = serializers.IntegerField(allow_null=True)
    file = serializers.CharField(allow_null=True)
    reason = serializers.CharField()


class ImportErrorSerializer(serializers.Serializer[Any]):
    code = serializers.CharField()
    message = serializers.CharField()


class ImportSerializer(serializers.ModelSerializer[LibraryImport]):
    """`context["faults"]` says how many of an import's faults are shown."""

    import_id = serializers.UUIDField(source="id")
    error = serializers.SerializerMethodField()
    errors = serializers.SerializerMethodField()  # type: ignore[assignment]

    class Meta:
        model = LibraryImport
        fields = [
            "import_id",
            "job_id",
            "filename",
            "source_type",
            "size_bytes",
            "status",
            "tracks_added",
            "tracks_updated",
            "tracks_unchanged",
            "tracks_skipped",
            "errors_total",
            "errors",
            "error",
            "created_at",
            "finished_at",
        ]

    @extend_schema_field(ImportErrorSerializer(allow_null=True))
    def get_error(self, row: LibraryImport) -> Any:
        """Why nothing of the file could be read, where that is so."""
        return row.error

    @extend_schema_field(FaultSerializer(many=True))
    def get_errors(self, row: LibraryImport) -> Any:
        """What was wrong, by line: a row was skipped, or one of its fields left empty."""
        if not row.errors_total:
            return []
        shown = self.context.get("faults", FAULTS_SHOWN)
        faults = row.faults.order_by("pk").values("line", "file", "reason")[:shown]
        return [{**fault, "file": fault["file"] or None} for fault in faults]


class SummarySerializer(serializers.Serializer[Any]):
    tracks = serializers.IntegerField()
    duration = serializers.FloatField(help_text="Seconds.")
    storage_bytes = serializers.IntegerField()
    last_modified = serializers.DateTimeField(allow_null=True)
    library_version = serializers.IntegerField()
    analysed = serializers.IntegerField()
    analysed_share = serializers.FloatField(help_text="0..1.")
    in_trash = serializers.IntegerField()


class PathSerializer(serializers.Serializer[Any]):
    path = serializers.CharField(
        max_length=4096, help_text="A file inside a folder that the operator allows."
    )
