"""The first start's demo: a user to log in as, and a library that is already analysed."""

from __future__ import annotations

import logging
import os
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from analyses.duplicates.analyses import newest_completed, start
from analyses.duplicates.parameters import Parameters
from jobqueue.models import Band
from jobqueue.worker import run_one
from library.demo import load_demo

NAME = "demo"


class Command(BaseCommand):
    help = "Make the user demo, load the demo library and analyse it. Does nothing a second time."

    def handle(self, *args: Any, **options: Any) -> None:
        password = os.environ.get("MUSICDB_DEMO_PASSWORD", "")
        if not password:
            raise CommandError("MUSICDB_DEMO_PASSWORD is missing: the user demo needs a password.")
        user, _ = User.objects.get_or_create(
            username=NAME,
            defaults={
                "email": "demo@localhost",
                "display_name": "Demo",
                "is_staff": True,
                "is_superuser": True,
            },
        )
        if not user.check_password(password):
            user.set_password(password)
            user.save(update_fields=["password"])
        # A start that was cut short in the middle of this is made good by the next one.
        if newest_completed(user) is not None:
            return
        # Who starts for the first time reads a sentence, not the log of a job.
        logging.getLogger("jobqueue").setLevel(logging.WARNING)
        load_demo(user)
        start(user, Parameters(), band=Band.MEDIUM, force_refresh=True)
        while newest_completed(user) is None and run_one("analysis"):
            pass
        found = newest_completed(user)
        if found is not None:
            self.stdout.write(f"demo library analysed: {found.total_groups_found} groups")
