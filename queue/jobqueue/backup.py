"""Open jobs as lines of JSON, and back: for a move to another database, or before surgery."""

from __future__ import annotations

import json
import math
import os
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, transaction

from jobqueue import fairness, live, transitions
from jobqueue.models import AnalysisJob
from jobqueue.registry import find
from jobqueue.serializers import BANDS
from jobqueue.states import OPEN, WAITING, Band, Status

FORMAT = "musicdb-queue"
VERSION = 1
# What a row of a backup says; the rest is of a run that is over.
FIELDS = (
    *("type", "kind", "target_id", "payload", "dedupe_key", "current", "total", "cursor"),
    *("details", "message", "active_seconds", "interruptions", "cost_ms", "expected_seconds"),
)  # fmt: skip
# Words of rows that were written before jobs had bands and these states.
OLDER_STATES = {"queued": "pending", "waiting": "pending", "running": "interrupted",
                "processing": "interrupted", "in_progress": "interrupted"}  # fmt: skip
OLDER_TYPES = {"SONG": "SONG_ANALYSIS", "PLAYLIST": "PLAYLIST_ANALYSIS",
               "BACKGROUND": "BACKGROUND_ANALYSIS"}  # fmt: skip


def lines() -> Iterator[str]:
    """Yield a head line and one line a job, in the order in which they would be picked."""
    yield json.dumps({"format": FORMAT, "version": VERSION})
    rows = AnalysisJob.objects.filter(status__in=OPEN).select_related("user")
    for job in rows.order_by("band", "rank").iterator(500):
        yield json.dumps(
            {
                "id": str(job.pk),
                "user": job.user.username,
                "priority": Band(job.band).label,
                "status": job.status,
                **{name: getattr(job, name) for name in FIELDS},
            }
        )


def write(path: Path, given: Iterable[str]) -> int:
    """Write the lines to a file, all of them or none; return how many jobs it holds."""
    part = path.with_name(f"{path.name}.part")
    count = -1
    with part.open("w", encoding="utf-8") as file:
        for line in given:
            file.write(line + "\n")
            count += 1
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
    return count


def restore(given: Iterable[str], *, dry_run: bool = False) -> dict[str, int]:
    """Put jobs back that are not there, in their order; return what became of each, counted.

    A line that is no job, has a value that none can have, or whose user or type nobody knows, is
    counted and left out; nothing that is there already is changed."""
    counts: Counter[str] = Counter()
    for line in given:
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError:
            counts["lines that are no JSON"] += 1
            continue
        if isinstance(row, dict) and "format" in row:
            continue
        counts[_restored(row, dry_run)] += 1
    return dict(counts)


def _restored(row: Any, dry_run: bool) -> str:
    """Make one job; return what became of it."""
    if not isinstance(row, dict):
        return "lines that are no job"
    try:
        job_id = UUID(str(row.get("id", row.get("job_id"))))
    except ValueError:
        return "lines without an id"
    if AnalysisJob.objects.filter(pk=job_id).exists():
        return "jobs there already"
    type = OLDER_TYPES.get(str(row.get("type")), str(row.get("type")))
    handler = find(type)
    if handler is None:
        return "jobs of a type that nothing does"
    try:
        user = _user_of(row)
        if user is None:
            return "jobs of users that are not there"
        job = AnalysisJob(pk=job_id, user=user, **_fields(row, type, handler.kind))
        _check(job)
        if job.dedupe_key and AnalysisJob.objects.open().filter(dedupe_key=job.dedupe_key).exists():
            return "jobs that are open under another id"
        if not dry_run:
            _put_back(job)
    except (ValueError, TypeError, ValidationError, DataError, IntegrityError):
        return "lines with a value that no job can have"
    return "jobs put back"


def _user_of(row: dict[str, Any]) -> Any:
    name = row.get("user", row.get("username"))
    by = {"pk": name} if isinstance(name, int) else {"username": str(name)}
    return get_user_model().objects.filter(**by).first()


def _check(job: AnalysisJob) -> None:
    """Raise ValidationError, TypeError or ValueError where a value of the row is none that its column takes."""
    if not (isinstance(job.details, dict) and isinstance(job.payload, dict)):
        raise TypeError("details and payload are objects")
    # Its type is one of those registered, which may be more than the model's own choices.
    job.clean_fields(exclude=["type"])
    if not all(math.isfinite(each or 0) for each in (job.active_seconds, job.expected_seconds)):
        raise ValueError("a time has an end")


def _put_back(job: AnalysisJob) -> None:
    with transaction.atomic():
        job.rank = fairness.rank_for(job)
        job.save(force_insert=True)
        transitions.record_new(job)
        transaction.on_commit(lambda: live.settle(job), robust=True)


def _fields(row: dict[str, Any], type: str, kind: str) -> dict[str, Any]:
    status = OLDER_STATES.get(str(row.get("status")), str(row.get("status")))
    if status not in (*WAITING, Status.PAUSED):
        status = Status.PENDING
    fields = {name: row[name] for name in FIELDS if row.get(name) is not None}
    fields |= {"type": type, "kind": kind, "status": status, "band": _band(row.get("priority"))}
    fields.setdefault("target_id", str(row.get("target", "")))
    fields.setdefault("cost_ms", fairness.USUAL_COST_MS)
    return fields


def _band(priority: Any) -> int:
    """Return the band of a word or a number; medium where it says neither."""
    if priority in BANDS:
        return BANDS.index(priority)
    is_band = isinstance(priority, int) and priority in list(Band)
    return int(priority) if is_band else Band.MEDIUM
