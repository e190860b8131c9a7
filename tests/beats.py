"""The beats that migrations make, in whatever order tests run."""

from __future__ import annotations

from importlib import import_module

from django.apps import apps
from django_celery_beat.models import PeriodicTask


def made_by(migration: str, name: str) -> PeriodicTask:
    """Return the beat `name` as the module `migration` makes it: a test with real commits may have
    emptied the tables that the migration filled."""
    PeriodicTask.objects.filter(name=name).delete()
    import_module(migration).make(apps, None)
    return PeriodicTask.objects.get(name=name)
