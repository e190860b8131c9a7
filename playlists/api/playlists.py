"""Playlists and what is in them, over HTTP."""

from __future__ import annotations

from drf_spectacular.utils import OpenApiParameter, PolymorphicProxySerializer, extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.authentication import user_of
from contract.errors import Invalid
from contract.pagination import KeysetPagination
from contract.schema import list_parameters, page_of
from playlists.adding import add
from playlists.api.lookup import PLAYLIST_ID, editable_or_403, playlist_or_404
from playlists.models import Playlist, PlaylistEntry
from playlists.models.playlists import PlaylistQuerySet, add_figures
from playlists.places import number
from playlists.serializers import (
    AddingSerializer,
    EntriesSerializer,
    EntrySerializer,
    PlaylistSerializer,
)

SCOPES = ("own", "shared", "public")


class PlaylistsInOrder(KeysetPagination):
    orderings = {"created_at": "created_at", "name": "name_key"}
    default_ordering = "-created_at"


class EntriesInOrder(KeysetPagination):
    orderings = {"position": "position"}
    default_ordering = "position"


class Playlists(APIView):
    pagination_class = PlaylistsInOrder

    @extend_schema(
        operation_id="playlists_list",
        parameters=[
            OpenApiParameter("scope", str, enum=SCOPES, description="Own and shared by default."),
            *list_parameters(PlaylistsInOrder),
        ],
        responses=page_of(PlaylistSerializer),
    )
    def get(self, request: Request) -> Response:
        """The user's playlists and those shared with them, newest first; or the public ones."""
        page = PlaylistsInOrder()
        rows = page.paginate_queryset(chosen(request).select_related("owner"), request, self)
        add_figures(rows)
        shown = PlaylistSerializer(rows, many=True, context={"user": request.user})
        return page.get_paginated_response(shown.data)

    @extend_schema(request=PlaylistSerializer, responses={201: PlaylistSerializer})
    def post(self, request: Request) -> Response:
        """Make an empty playlist."""
        given = PlaylistSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        made = Playlist.objects.create(owner=user_of(request), **given.validated_data)
        row = Playlist.objects.with_figures().get(pk=made.pk)
        body = PlaylistSerializer(row, context={"user": request.user}).data
        return Response(body, status=status.HTTP_201_CREATED)


class PlaylistTracks(APIView):
    pagination_class = EntriesInOrder

    @extend_schema(
        operation_id="playlists_tracks_list",
        parameters=[PLAYLIST_ID, *list_parameters(EntriesInOrder)],
        responses=page_of(EntrySerializer),
    )
    def get(self, request: Request, playlist_id: int) -> Response:
        """What is in a playlist, in its order; tracks in the trash are left out."""
        page = EntriesInOrder()
        entries = PlaylistEntry.objects.filter(playlist=playlist_or_404(request, playlist_id))
        shown = entries.shown().select_related("track", "added_by")
        rows = page.paginate_queryset(shown, request, self)
        number(rows)
        return page.get_paginated_response(EntrySerializer(rows, many=True).data)

    @extend_schema(
        parameters=[PLAYLIST_ID],
        request=AddingSerializer,
        responses={
            201: PolymorphicProxySerializer(
                component_name="AddedEntries",
                serializers=[EntrySerializer, EntriesSerializer],
                resource_type_field_name=None,
            )
        },
    )
    def post(self, request: Request, playlist_id: int) -> Response:
        """Add one track, and get its entry, or several by `track_ids`, and get `results`."""
        playlist = editable_or_403(request, playlist_id)
        form = AddingSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        given = form.validated_data
        several = "track_ids" in given
        tracks = given["track_ids"] if several else [given.get("track_id") or given["file_id"]]
        made = add(playlist, tracks, by=user_of(request), position=given.get("position"))
        entries = EntrySerializer(made, many=True).data
        body = {"results": entries} if several else entries[0]
        return Response(body, status=status.HTTP_201_CREATED)


def chosen(request: Request) -> PlaylistQuerySet:
    """Return the playlists that `?scope=` asks for; raises Invalid for one that there is not."""
    scope = request.query_params.get("scope")
    if scope is None:
        return Playlist.objects.owned_by(request.user)
    if scope not in SCOPES:
        raise Invalid({"scope": [f"One of {', '.join(SCOPES)} is expected."]})
    if scope == "public":
        return Playlist.objects.public()
    if scope == "shared":
        return Playlist.objects.shared_with(request.user)
    return Playlist.objects.owned_by(request.user)
