"""Look after the priority queue from a shell."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from contract.errors import ContractError
from jobqueue import backup, consistency, inspection, jobs, repair
from jobqueue.models import AnalysisJob
from jobqueue.serializers import BANDS


class Command(BaseCommand):
    help = "Look after the priority queue: what waits and runs, what went wrong, and mending it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")

        def action(name: str, help: str, *, dry: bool = False) -> ArgumentParser:
            made: ArgumentParser = actions.add_parser(name, help=help, description=help)
            if dry:
                made.add_argument(
                    "--dry-run", action="store_true", help="only say what would be done"
                )
            return made

        status = action("status", "What waits, runs and is paused, by band; and who works.")
        status.add_argument("--json", action="store_true", help="as JSON")
        inspect = action("inspect", "All that is known of one job, as JSON.")
        inspect.add_argument("job_id")
        clear = action("clear", "Cancel all that waits or is paused.", dry=True)
        clear.add_argument("--priority", choices=BANDS, help="of this band alone")
        replay = action(
            "replay", "Do once more, as a new job, what an ended one was to do.", dry=True
        )
        replay.add_argument("job_id")
        action("repair", "Free orphans and bring Redis in step with the database.", dry=True)
        action("check", "Compare Redis with the database; ends with 1 where something is wrong.")
        kept = action("backup", "Write all open jobs to a file, '-' for standard output.")
        kept.add_argument("file")
        back = action(
            "restore",
            "Put jobs of a backup back that are not there; also rows of an older shape.",
            dry=True,
        )
        back.add_argument("file", help="as `backup` wrote it, '-' for standard input")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            getattr(self, f"do_{options['action']}")(options)
        except ContractError as error:
            raise CommandError(str(error.detail)) from error

    def do_status(self, options: dict[str, Any]) -> None:
        found = inspection.status()
        if options["json"]:
            self.stdout.write(json.dumps(found, indent=2))
            return
        for line in inspection.as_lines(found):
            self.stdout.write(line)

    def do_inspect(self, options: dict[str, Any]) -> None:
        self.stdout.write(json.dumps(inspection.of_job(self.job(options)), indent=2))

    def do_clear(self, options: dict[str, Any]) -> None:
        band = BANDS.index(options["priority"]) if options["priority"] else None
        if options["dry_run"]:
            removed = inspection.to_clear(band)
        else:
            removed = jobs.clear(band, "cleared away by `queue clear`")
        self.told(options, "cancelled", removed)

    def do_replay(self, options: dict[str, Any]) -> None:
        job = self.job(options)
        with transaction.atomic():
            again = jobs.run_again(job)
            if options["dry_run"]:
                transaction.set_rollback(True)
                self.stdout.write(f"Would do {job.type} {job.pk} again.")
                return
        self.stdout.write(f"{again.pk} does {job.type} {job.pk} again.")

    def do_repair(self, options: dict[str, Any]) -> None:
        if options["dry_run"]:
            self.told(options, "mended", consistency.check())
            return
        done = repair.repair()
        self.told(options, "", {k: v for k, v in vars(done).items() if k != "tickets"})

    def do_check(self, options: dict[str, Any]) -> None:
        wrong = consistency.check()
        for name, count in wrong.items():
            self.stdout.write(f"{name}: {count}")
        if wrong:
            raise CommandError(
                "The queue is not in order: `queue repair` mends this.", returncode=1
            )
        self.stdout.write("The queue is in order.")

    def do_backup(self, options: dict[str, Any]) -> None:
        lines = backup.lines()
        if options["file"] == "-":
            for line in lines:
                self.stdout.write(line)
            return
        count = backup.write(Path(options["file"]), lines)
        self.stdout.write(f"{count} open jobs are in {options['file']}.")

    def do_restore(self, options: dict[str, Any]) -> None:
        source = sys.stdin if options["file"] == "-" else _opened(Path(options["file"]))
        with source:
            result = backup.restore(source, dry_run=options["dry_run"])
        self.told(options, "", result)

    def told(self, options: dict[str, Any], what: str, counts: dict[str, int]) -> None:
        if options.get("dry_run"):
            self.stdout.write("Nothing was changed; it would be:")
        total = {name: count for name, count in counts.items() if count}
        for name, count in total.items():
            self.stdout.write(f"{count} {name} {what}".rstrip())
        if not total:
            self.stdout.write("Nothing to do.")

    def job(self, options: dict[str, Any]) -> AnalysisJob:
        try:
            return AnalysisJob.objects.get(pk=options["job_id"])
        except (AnalysisJob.DoesNotExist, ValidationError):
            raise CommandError(f"There is no job {options['job_id']}.") from None


def _opened(path: Path) -> Any:
    try:
        return path.open(encoding="utf-8")
    except OSError as error:
        raise CommandError(f"{path}: {error.strerror}") from error
