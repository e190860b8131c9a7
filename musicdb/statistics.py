"""A user's library, listening, duplicates and analyses in figures: GET /api/user/statistics."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.authentication import user_of
from analyses.audio import effort
from analyses.duplicates import analyses, overview
from analyses.duplicates.models import DuplicateAnalysis
from jobqueue.progress import text_of
from library.api.serializers import SummarySerializer
from library.glance import glance
from library.listening import listening

if TYPE_CHECKING:
    from accounts.models import User


class ArtistSerializer(serializers.Serializer[Any]):
    artist = serializers.CharField()
    plays = serializers.IntegerField()


class PlayedSerializer(serializers.Serializer[Any]):
    track_id = serializers.IntegerField()
    title = serializers.CharField()
    artist = serializers.CharField(allow_blank=True)
    plays = serializers.IntegerField()


class GenreSerializer(serializers.Serializer[Any]):
    genre = serializers.CharField()
    plays = serializers.IntegerField()


class DuplicatesSerializer(serializers.Serializer[Any]):
    analyses = serializers.IntegerField(help_text="Completed ones that are kept.")
    groups = serializers.IntegerField(help_text="Of the newest completed analysis.")
    copies = serializers.IntegerField(help_text="Tracks in them besides the kept ones.")
    bytes = serializers.IntegerField(help_text="What the copies weigh.")
    last_analysis_at = serializers.DateTimeField(allow_null=True)


class SongsSerializer(serializers.Serializer[Any]):
    analysed = serializers.IntegerField()
    failed = serializers.IntegerField()
    seconds_spent = serializers.FloatField(help_text="Of all analyses of songs so far.")
    last_analysis_at = serializers.DateTimeField(allow_null=True)


class StatisticsSerializer(serializers.Serializer[Any]):
    plays = serializers.IntegerField()
    skips = serializers.IntegerField()
    seconds_played = serializers.FloatField()
    top_artists = ArtistSerializer(many=True)
    top_tracks = PlayedSerializer(many=True)
    top_genres = GenreSerializer(many=True)
    library = SummarySerializer()
    duplicates = DuplicatesSerializer()
    analysis = SongsSerializer()


class Statistics(APIView):
    @extend_schema(responses=StatisticsSerializer)
    def get(self, request: Request) -> Response:
        """Your library, listening, duplicates and analyses in figures; plays and the library are a minute
        old at most."""
        return Response(StatisticsSerializer(statistics(user_of(request))).data)


def statistics(user: User) -> dict[str, Any]:
    return listening(user) | {
        "library": glance(user),
        "duplicates": _duplicates(user),
        "analysis": effort.statistics(user),
    }


def _duplicates(user: User) -> dict[str, Any]:
    newest = analyses.newest_completed(user)
    kept = DuplicateAnalysis.objects.filter(user=user, status=DuplicateAnalysis.Status.COMPLETED)
    found = overview.figures(newest) if newest is not None else None
    return {
        "analyses": kept.count(),
        "groups": found.groups if found else 0,
        "copies": found.copies if found else 0,
        "bytes": found.bytes if found else 0,
        "last_analysis_at": text_of(newest.completed_at) if newest is not None else None,
    }


urlpatterns = [path("user/statistics", Statistics.as_view(), name="api-statistics")]
