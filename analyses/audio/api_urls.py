from __future__ import annotations

from django.urls import path

from analyses.audio.api import songs

urlpatterns = [
    path("songs/<int:track_id>/analyze", songs.AnalyseSong.as_view(), name="song-analyze"),
    path("tracks/<int:track_id>/analyze", songs.AnalyseSong.as_view(), name="track-analyze"),
    path("progress/global", songs.GlobalProgress.as_view(), name="progress-global"),
]
