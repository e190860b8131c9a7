"""A group with its tracks, and why each is in it."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from analyses.duplicates.columns import GROUP, TRACK
from analyses.duplicates.models import DuplicateGroup, DuplicateTrack


class ReasonSerializer(serializers.Serializer[Any]):
    """One criterion; contributions, with that of `prior`, add up to 100 x the score."""

    criterion = serializers.CharField()
    value = serializers.JSONField(allow_null=True)
    canonical_value = serializers.JSONField(allow_null=True)
    weight = serializers.FloatField(allow_null=True)
    contribution = serializers.FloatField()


class GroupTrackSerializer(serializers.ModelSerializer[DuplicateTrack]):
    track_id = serializers.IntegerField(allow_null=True)
    still_exists = serializers.BooleanField()
    deleted_at = serializers.DateTimeField(source="deleted_since", allow_null=True)
    reasons = ReasonSerializer(many=True)

    class Meta:
        model = DuplicateTrack
        fields = TRACK
        read_only_fields = fields


class RelatedVersionSerializer(serializers.Serializer[Any]):
    """Another version of the group's recording: listed, never a member."""

    track_id = serializers.IntegerField(allow_null=True)
    title = serializers.CharField()
    artist = serializers.CharField(allow_blank=True)
    album = serializers.CharField(allow_blank=True)
    duration = serializers.FloatField(allow_null=True)
    version = serializers.CharField(
        default="", help_text='Which one, as in "live paris 1999"; empty where it says nothing.'
    )


class ITunesMatchSerializer(serializers.Serializer[Any]):
    """The entry of an imported iTunes library that a track is; `persistent_id` where it has one."""

    track_id = serializers.IntegerField()
    type = serializers.ChoiceField(choices=[("exact", "Exact"), ("fuzzy", "Fuzzy")])
    confidence = serializers.FloatField()
    persistent_id = serializers.CharField(allow_null=True)
    title = serializers.CharField()
    artist = serializers.CharField(allow_blank=True)
    album = serializers.CharField(allow_blank=True)


class ITunesMatchDataSerializer(serializers.Serializer[Any]):
    """How many of a group's tracks match exactly and fuzzily, and the first 20 matches."""

    exact = serializers.IntegerField()
    fuzzy = serializers.IntegerField()
    matches = ITunesMatchSerializer(many=True)


class GroupSerializer(serializers.ModelSerializer[DuplicateGroup]):
    canonical_track_id = serializers.IntegerField(allow_null=True)
    resolution_action = serializers.ChoiceField(
        choices=DuplicateGroup.Resolution.choices, allow_null=True
    )
    itunes_match_data = ITunesMatchDataSerializer(allow_null=True)
    tracks = GroupTrackSerializer(many=True)
    related_versions = RelatedVersionSerializer(many=True)

    class Meta:
        model = DuplicateGroup
        fields = ("id", *GROUP, "tracks")
        read_only_fields = fields
