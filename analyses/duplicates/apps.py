from __future__ import annotations

from django.apps import AppConfig


class DuplicatesConfig(AppConfig):
    name = "analyses.duplicates"
    label = "duplicates"
    verbose_name = "Duplicates"
