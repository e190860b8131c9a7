from __future__ import annotations

from django.urls import path

from playlists import pages

urlpatterns = [
    path("playlists", pages.playlists, name="playlists-page"),
    path("playlists/new", pages.make, name="playlist-new"),
    path("playlists/<int:playlist_id>", pages.playlist, name="playlist-page"),
    path("playlists/<int:playlist_id>/analyze", pages.analyse, name="playlist-page-analyze"),
]
