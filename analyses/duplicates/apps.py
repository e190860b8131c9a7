from __future__ import annotations

from django.apps import AppConfig


class DuplicatesConfig(AppConfig):
    name = "analyses.duplicates"
    label = "duplicates"
    verbose_name = "Duplicates"

    def ready(self) -> None:
        from analyses.duplicates.pipeline import DuplicateAnalysisHandler
        from jobqueue import registry
        from jobqueue.states import JobType

        registry.register(JobType.DUPLICATE_ANALYSIS, DuplicateAnalysisHandler())
