"""The Celery application: the engine that carries tickets; what runs next is the queue's to say."""

from __future__ import annotations

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "musicdb.settings")

app = Celery("musicdb")
app.config_from_object("jobqueue.celery_config")
app.autodiscover_tasks()
