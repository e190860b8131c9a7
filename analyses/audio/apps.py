from __future__ import annotations

from django.apps import AppConfig


class AudioConfig(AppConfig):
    name = "analyses.audio"
    label = "audio"
    verbose_name = "Audio"

    def ready(self) -> None:
        from analyses.audio import receivers  # noqa: F401
        from analyses.audio.background import BackgroundAnalysis
        from analyses.audio.song_job import SongAnalysis
        from jobqueue import registry
        from jobqueue.states import JobType

        registry.register(JobType.SONG_ANALYSIS, SongAnalysis())
        registry.register(JobType.BACKGROUND_ANALYSIS, BackgroundAnalysis())
