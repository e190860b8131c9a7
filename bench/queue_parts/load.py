"""Jobs of three bands and several users, as many as keep all slots busy."""

from __future__ import annotations

import random
from typing import Any

from django.db import DatabaseError, InterfaceError, connection

from bench.queue_parts import counting
from jobqueue import jobs
from jobqueue.models import AnalysisJob, Band

USERS = 3
SECONDS = (0.01, 0.02, 0.05)
ITEMS = (5, 40)


class Load:
    """Submits jobs, and remembers each that was accepted."""

    def __init__(self, chance: random.Random, open_jobs: int) -> None:
        from accounts.models import User

        self.chance = chance
        self.open_jobs = open_jobs
        self.accepted: list[Any] = []
        self.users = [User.objects.create(username=f"user{n}") for n in range(USERS)]

    def top_up(self) -> None:
        """Submit what is missing; with PostgreSQL away nothing is accepted, and nothing kept."""
        try:
            missing = self.open_jobs - AnalysisJob.objects.open().count()
            for _ in range(missing):
                self.submit(self.chance.choice(Band.values))
        except (DatabaseError, InterfaceError):
            connection.close()

    def submit(self, band: int) -> None:
        job = jobs.enqueue(
            type=counting.COUNTING,
            user=self.chance.choice(self.users),
            band=band,
            total=self.chance.randint(*ITEMS),
            payload={"seconds": self.chance.choice(SECONDS)},
        )
        self.accepted.append(job.pk)
