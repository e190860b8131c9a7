from __future__ import annotations

from threading import Thread

from django.apps import AppConfig
from django.conf import settings


class DuplicatesConfig(AppConfig):
    name = "analyses.duplicates"
    label = "duplicates"
    verbose_name = "Duplicates"

    def ready(self) -> None:
        from analyses.duplicates import detector
        from analyses.duplicates.pipeline import DuplicateAnalysisHandler
        from jobqueue import registry
        from jobqueue.states import JobType

        registry.register(JobType.DUPLICATE_ANALYSIS, DuplicateAnalysisHandler())
        if settings.PROCESS == "web":
            # The first start of an analysis asks for the detector's version, and would else wait
            # for NumPy to be loaded.
            Thread(target=detector.version, daemon=True).start()
