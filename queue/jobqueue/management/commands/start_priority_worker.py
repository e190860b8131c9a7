"""A worker without Celery: the same loop, for machines or debugging where no broker is wanted."""

from __future__ import annotations

import signal
import threading
from argparse import ArgumentParser
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand

from jobqueue import looping, sessions, stopping, workers
from jobqueue.states import Kind


class Command(BaseCommand):
    help = (
        "Run jobs of the priority queue without Celery: the best waiting one first, until SIGTERM or "
        "Ctrl-C; then the running job is saved at its next checkpoint and goes on later."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--kind", choices=Kind.values, default=Kind.ANALYSIS.value, help="which jobs it runs"
        )
        parser.add_argument(
            "--until-empty", action="store_true", help="leave once no job waits, instead of staying"
        )
        parser.add_argument(
            "--poll",
            type=float,
            default=looping.POLL_SECONDS,
            metavar="SECONDS",
            help="how often it looks for a job while none is known (default: %(default)s)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        kind = options["kind"]
        # By the beginning of its name everybody knows which jobs it runs.
        sessions.set_worker(f"{kind}-priority@{sessions.host()}")
        workers.count_start(sessions.worker_name())
        self.heed_signals()
        self.stdout.write(f"{sessions.worker_name()} waits for {kind} jobs; SIGTERM stops it.")
        done = looping.work(
            kind,
            poll=max(0.01, options["poll"]),
            until_empty=options["until_empty"],
            say=self.stdout.write,
        )
        self.stdout.write(f"{done} run{'' if done == 1 else 's'} ended.")

    def heed_signals(self) -> None:
        """Stop at the next checkpoint. A thread that calls this command stops by `stopping`."""

        def stop(number: int, frame: FrameType | None) -> None:
            stopping.request()

        if threading.current_thread() is threading.main_thread():
            for number in (signal.SIGTERM, signal.SIGINT):
                signal.signal(number, stop)
