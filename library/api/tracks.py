"""Tracks over HTTP."""

from __future__ import annotations

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from contract.errors import NotFound
from contract.ids import MOST_ID
from contract.pagination import KeysetPagination
from contract.schema import list_parameters, page_of
from library import changes
from library.api.filters import PARAMETERS, filtered
from library.api.serializers import TrackSerializer
from library.models import Track

TRACK_ID = OpenApiParameter("track_id", OpenApiTypes.INT64, OpenApiParameter.PATH)


def track_or_404(request: Request, track_id: int) -> Track:
    """Return the user's track, be it hidden or in the trash; to anybody else it does not exist."""
    track = None
    if track_id <= MOST_ID:
        track = Track.objects.visible_to(request.user).filter(pk=track_id).first()
    if track is None:
        raise NotFound("There is no such track.")
    return track


class TracksInOrder(KeysetPagination):
    orderings = {
        "title": "title_key",
        "artist": "artist_key",
        "album": "album_key",
        "date_added": "date_added",
        "play_count": "play_count",
        "rating": "rating",
        "duration": "duration",
    }
    default_ordering = "title"


class TrackList(APIView):
    pagination_class = TracksInOrder

    @extend_schema(
        operation_id="tracks_list",
        parameters=[*PARAMETERS, *list_parameters(TracksInOrder)],
        responses=page_of(TrackSerializer),
    )
    def get(self, request: Request) -> Response:
        """The user's tracks, without the trash and the hidden ones unless they are asked for."""
        page = TracksInOrder()
        tracks = filtered(Track.objects.visible_to(request.user), request.query_params)
        rows = page.paginate_queryset(tracks, request, self)
        return page.get_paginated_response(TrackSerializer(rows, many=True).data)


class TrackDetail(APIView):
    @extend_schema(parameters=[TRACK_ID], responses=TrackSerializer)
    def get(self, request: Request, track_id: int) -> Response:
        """One track, also from the trash."""
        return Response(TrackSerializer(track_or_404(request, track_id)).data)

    @extend_schema(parameters=[TRACK_ID], request=TrackSerializer, responses=TrackSerializer)
    def patch(self, request: Request, track_id: int) -> Response:
        """Change what the owner may change; other fields are left as they are."""
        track = track_or_404(request, track_id)
        given = TrackSerializer(track, data=request.data, partial=True)
        given.is_valid(raise_exception=True)
        try:
            track = changes.edit(track, given.validated_data, origin="api")
        except Track.DoesNotExist:
            raise NotFound("There is no such track.") from None
        return Response(TrackSerializer(track).data)

    @extend_schema(parameters=[TRACK_ID], responses={204: None})
    def delete(self, request: Request, track_id: int) -> Response:
        """Move the track to the trash; again changes nothing."""
        track = track_or_404(request, track_id)
        changes.trash(track.user_id, [track.pk], origin="api")
        return Response(status=status.HTTP_204_NO_CONTENT)


class TrackRestore(APIView):
    @extend_schema(parameters=[TRACK_ID], request=None, responses=TrackSerializer)
    def post(self, request: Request, track_id: int) -> Response:
        """Take the track out of the trash; again changes nothing."""
        track = track_or_404(request, track_id)
        changes.restore(track.user_id, [track.pk], origin="api")
        return Response(TrackSerializer(track_or_404(request, track_id)).data)
