"""`manage.py start_priority_worker` with the counting job beside the real ones."""

from __future__ import annotations

import sys

import django

from musicdb.celery import app  # noqa: F401  (what Celery needs to publish tickets)

django.setup()

from django.core.management import call_command

from tests.jobqueue import counting

if __name__ == "__main__":
    counting.register()
    call_command("start_priority_worker", *sys.argv[1:])
