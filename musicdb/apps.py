from __future__ import annotations

from django.apps import AppConfig


class MusicdbConfig(AppConfig):
    name = "musicdb"
    verbose_name = "musicdb"

    def ready(self) -> None:
        from musicdb.operations import hung  # noqa: F401
