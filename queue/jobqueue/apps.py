from __future__ import annotations

from django.apps import AppConfig


class JobqueueConfig(AppConfig):
    name = "jobqueue"
    label = "queue"
    verbose_name = "Queue"

    def ready(self) -> None:
        from jobqueue import delivery, notices, sessions, trail  # noqa: F401

        sessions.name_every_connection()
