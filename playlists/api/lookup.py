"""A playlist by its id, for those who may see it."""

from __future__ import annotations

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request

from contract.errors import NotFound
from contract.ids import MOST_ID
from playlists.models import Playlist
from playlists.models.playlists import MAY_ADD

PLAYLIST_ID = OpenApiParameter("playlist_id", OpenApiTypes.INT64, OpenApiParameter.PATH)


def playlist_or_404(request: Request, playlist_id: int) -> Playlist:
    """Return a playlist that the user may see; to anybody else it does not exist."""
    found = None
    if playlist_id <= MOST_ID:
        found = Playlist.objects.visible_to(request.user).filter(pk=playlist_id).first()
    if found is None:
        raise NotFound("There is no such playlist.")
    return found


def editable_or_403(request: Request, playlist_id: int) -> Playlist:
    """Return a playlist that the user may add to; raises PermissionDenied where they may see it
    only."""
    found = playlist_or_404(request, playlist_id)
    if found.permission_of(request.user) not in MAY_ADD:
        raise PermissionDenied("You may see this playlist, not change it.")
    return found
