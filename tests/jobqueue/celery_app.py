"""musicdb's Celery application with the counting job beside the real ones: for `celery -A`."""

from __future__ import annotations

import django

from musicdb.celery import app

django.setup()

from tests.jobqueue import counting

counting.register()

__all__ = ["app"]
