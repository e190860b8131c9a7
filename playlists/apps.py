from __future__ import annotations

from django.apps import AppConfig


class PlaylistsConfig(AppConfig):
    name = "playlists"
    verbose_name = "Playlists"

    def ready(self) -> None:
        from jobqueue import registry
        from jobqueue.states import JobType
        from library import usage
        from playlists import receivers  # noqa: F401
        from playlists.analysis import PlaylistAnalysis
        from playlists.usage import playlists_of

        registry.register(JobType.PLAYLIST_ANALYSIS, PlaylistAnalysis())
        usage.register(playlists_of)
