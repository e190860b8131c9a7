from __future__ import annotations

from django.apps import AppConfig


class JobqueueConfig(AppConfig):
    name = "jobqueue"
    label = "queue"
    verbose_name = "Queue"

    def ready(self) -> None:
        from jobqueue import sessions

        sessions.name_every_connection()
