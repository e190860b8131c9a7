from __future__ import annotations

from django.apps import AppConfig


class LibraryConfig(AppConfig):
    name = "library"
    verbose_name = "Library"

    def ready(self) -> None:
        from jobqueue.registry import register
        from jobqueue.states import JobType
        from library.imports.job import ImportJob

        register(JobType.LIBRARY_IMPORT, ImportJob())
