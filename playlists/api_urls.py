from __future__ import annotations

from django.urls import path

from playlists.api import analysis, playlists

urlpatterns = [
    path("playlists", playlists.Playlists.as_view(), name="playlists"),
    path(
        "playlists/<int:playlist_id>/tracks",
        playlists.PlaylistTracks.as_view(),
        name="playlist-tracks",
    ),
    path(
        "playlists/<int:playlist_id>/analyze",
        analysis.AnalysePlaylist.as_view(),
        name="playlist-analyze",
    ),
    path(
        "progress/playlist/<int:playlist_id>",
        analysis.PlaylistProgress.as_view(),
        name="progress-playlist",
    ),
]
