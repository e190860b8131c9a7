"""An import as a job of the queue: read ahead, written batch by batch, each exactly once."""

from __future__ import annotations

import logging
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from django.db import transaction
from django.db.models import F

from jobqueue.errors import NotRepeatable
from jobqueue.models import AnalysisJob, Kind
from jobqueue.registry import Failed
from jobqueue.run import Run
from jobqueue.states import Status
from library import changes
from library.imports import batches
from library.imports.ahead import Ahead, Batch, Cutter
from library.imports.audio_source import AudioUpload, ZipUpload
from library.imports.batches import Counts
from library.imports.csv_file import CSVFile
from library.imports.itunes_xml import ITunesXML
from library.imports.rows import Source, UnreadableFile
from library.imports.submission import submit_again
from library.models import LibraryImport

log = logging.getLogger(__name__)


def source_of(mine: LibraryImport, stream: BinaryIO) -> Source:
    """Return the reader of an import's file; raises UnreadableFile."""
    match mine.source_type:
        case LibraryImport.SourceType.AUDIO:
            return AudioUpload(stream, mine)
        case LibraryImport.SourceType.ZIP:
            return ZipUpload(stream, mine)
        case LibraryImport.SourceType.ITUNES_XML:
            return ITunesXML(stream)
    return CSVFile(stream)


# What is read in a ms, roughly: text is taken apart and written row by row, audio is copied.
TEXT_BYTES_A_MS, AUDIO_BYTES_A_MS = 5_000, 50_000
AUDIO_TYPES = {LibraryImport.SourceType.AUDIO.value, LibraryImport.SourceType.ZIP.value}
# From so many rows on an import is followed by what keeps queries quick.
MANY = 1000


class ImportJob:
    """The handler of LIBRARY_IMPORT. A job that goes on reads its file again from the beginning and
    skips the rows that are in."""

    kind: str = Kind.ANALYSIS
    holds_arrays = False

    def run(self, run: Run) -> None:
        mine = LibraryImport.objects.filter(pk=run.job.target_id).first()
        if mine is None:
            raise Failed("import_gone", "The import is gone.")
        LibraryImport.objects.filter(pk=mine.pk).update(status=Status.IN_PROGRESS)
        # A disk that fails later on, in reading or writing, may work again: the job is tried again.
        with _opened(mine) as stream:
            try:
                self._import(run, mine, stream)
            except UnreadableFile as error:
                raise Failed("unreadable_file", str(error)) from None

    def _import(self, run: Run, mine: LibraryImport, stream: BinaryIO) -> None:
        source = source_of(mine, stream)
        done = int((run.job.cursor or {}).get("rows", 0))
        cutter = Cutter(source, mine.user_id, skip=done)
        with Ahead(cutter.batches()) as ready:
            for batch in ready:
                run.checkpoint()
                if batch:
                    counts = self._write(run, mine, source, batch)
                    cutter.mostly_new = 2 * counts.added > len(batch.rows)
        if run.job.current >= MANY:
            batches.tidy()
        run.report(current=run.job.current, total=run.job.current, message=said(run.job.current))

    def _write(self, run: Run, mine: LibraryImport, source: Source, batch: Batch) -> Counts:
        """Write one batch with its faults, its counts and the job's counter, or nothing of it."""
        before = int((run.job.cursor or {}).get("rows", 0))
        with run.item(advance=batch.end - before, cursor={"rows": batch.end}):
            with changes.writing(mine.user_id, "import") as entries:
                counts = batches.write(mine, source.columns, batch.rows, entries)
            faults = [*batch.faults, *counts.faults]
            faults.sort(key=lambda fault: fault.line)
            batches.write_faults(mine.pk, faults)
            skipped = sum(fault.skipped for fault in batch.faults)
            count(mine, counts, skipped=skipped, faults=len(faults))
        run.report(
            total=max(batch.end, round(batch.end * mine.size_bytes / max(1, batch.position))),
            message=said(batch.end),
            tracks_processed=batch.end,
        )
        return counts

    def ended(self, job: AnalysisJob, now: datetime) -> None:
        mine = LibraryImport.objects.filter(pk=job.target_id).first()
        if mine is None:
            return
        LibraryImport.objects.filter(pk=mine.pk).update(
            status=job.status, finished_at=now, error=job.error
        )
        # Where the server is to blame, nobody must upload again; the sweep takes it a day later.
        tried_in_vain = bool(job.error and job.error.get("retry_suggested"))
        if mine.is_upload and not tried_in_vain:
            transaction.on_commit(lambda: Path(mine.path).unlink(missing_ok=True), robust=True)

    def again(self, job: AnalysisJob) -> AnalysisJob:
        """Import the file once more; raises NotRepeatable where it is not there any more."""
        mine = LibraryImport.objects.filter(pk=job.target_id).first()
        made = submit_again(mine) if mine is not None else None
        if made is None:
            raise NotRepeatable(job_id=str(job.pk), status=job.status)
        return made

    def cost_ms(self, job: AnalysisJob) -> int:
        is_audio = job.payload.get("source_type") in AUDIO_TYPES
        rate = AUDIO_BYTES_A_MS if is_audio else TEXT_BYTES_A_MS
        return int(job.payload.get("size_bytes", 0)) // rate

    def summary(self, job: AnalysisJob) -> str:
        mine = LibraryImport.objects.filter(pk=job.target_id).first()
        return brought(mine) if mine is not None else ""


def _opened(mine: LibraryImport) -> BinaryIO:
    try:
        return Path(mine.path).open("rb", buffering=1024 * 1024)
    except (FileNotFoundError, NotADirectoryError, PermissionError) as error:
        log.warning("import %s: its file cannot be read: %s", mine.pk, error)
        raise Failed("unreadable_file", "The file cannot be read any more.") from None


def brought(mine: LibraryImport) -> str:
    """Return what an import has done, in a sentence; what did not occur is not named."""
    counts = (
        (mine.tracks_added, "added"),
        (mine.tracks_updated, "updated"),
        (mine.tracks_unchanged, "unchanged"),
        (mine.tracks_skipped, "skipped"),
    )
    said = ", ".join(f"{number:,} {done}" for number, done in counts if number)
    return f"Tracks: {said}." if said else "There were no tracks in it."


def count(mine: LibraryImport, counts: Counts, *, skipped: int, faults: int) -> None:
    LibraryImport.objects.filter(pk=mine.pk).update(
        tracks_added=F("tracks_added") + counts.added,
        tracks_updated=F("tracks_updated") + counts.updated,
        tracks_unchanged=F("tracks_unchanged") + counts.unchanged,
        tracks_skipped=F("tracks_skipped") + counts.skipped + skipped,
        errors_total=F("errors_total") + faults,
    )


def said(rows: int) -> str:
    return f"{rows:,} rows read"
