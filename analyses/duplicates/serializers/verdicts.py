"""What the user says of two tracks, as it is sent and shown."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from analyses.duplicates.models import Verdict
from analyses.duplicates.verdicts import MOST_ID
from library.models import Track


class TrackIdField(serializers.IntegerField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=1, max_value=MOST_ID, **kwargs)


class SaySerializer(serializers.Serializer[Any]):
    """The order of the two tracks says nothing."""

    track_a = TrackIdField()
    track_b = TrackIdField()
    verdict = serializers.ChoiceField(choices=Verdict.Says.choices)


class VerdictFilterSerializer(serializers.Serializer[Any]):
    verdict = serializers.ChoiceField(choices=Verdict.Says.choices, required=False)
    track = TrackIdField(required=False)


class VerdictTrackSerializer(serializers.ModelSerializer[Track]):
    """A track as it is now."""

    track_id = serializers.IntegerField(source="id")
    in_trash = serializers.BooleanField()

    class Meta:
        model = Track
        fields = ["track_id", "title", "artist", "album", "duration", "in_trash"]
        read_only_fields = fields


class VerdictSerializer(serializers.ModelSerializer[Verdict]):
    """A verdict; track_a is the lower id, and `tracks` are the two in this order."""

    track_a = serializers.IntegerField(source="track_a_id")
    track_b = serializers.IntegerField(source="track_b_id")
    verdict = serializers.ChoiceField(choices=Verdict.Says.choices)
    tracks = VerdictTrackSerializer(many=True)

    class Meta:
        model = Verdict
        fields = ["id", "track_a", "track_b", "verdict", "created_at", "tracks"]
        read_only_fields = fields


class SaidSerializer(VerdictSerializer):
    """A verdict, and the older ones that it contradicted, newest first: these are gone."""

    revoked = serializers.SerializerMethodField()

    class Meta(VerdictSerializer.Meta):
        fields = [*VerdictSerializer.Meta.fields, "revoked"]
        read_only_fields = fields

    @extend_schema_field(VerdictSerializer(many=True))
    def get_revoked(self, verdict: Verdict) -> Any:
        return VerdictSerializer(self.context["revoked"], many=True).data
