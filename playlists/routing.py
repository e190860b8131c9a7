"""The socket paths of playlists."""

from __future__ import annotations

from django.urls import path

from playlists.consumers import PlaylistProgressConsumer

websocket_urlpatterns = [
    path("ws/playlists/<int:playlist_id>/progress/", PlaylistProgressConsumer.as_asgi()),
]
