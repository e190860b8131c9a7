"""The beat "Watch the queue": what is wrong with it, or with what it needs, is told to staff, again
while it goes on, and when it is over.

Each rule says begin, end or neither: between its limit and four fifths of that an episode goes on
as it was, so that a figure on the edge does not ring again and again.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone

from contract import redis_link
from jobqueue import workers
from jobqueue.models import AnalysisJob
from jobqueue.progress import eta_text
from jobqueue.states import Band, Status
from musicdb.models import Alert
from musicdb.operations import alerts, backlog, failures, storage
from musicdb.operations.alerts import Kind
from musicdb.operations.backlog import Waiting

CALM = 0.8
MEGABYTE = 1024 * 1024


def look(now: datetime | None = None) -> None:
    """Apply every rule to the queue as it is now, and forget workers that are long gone."""
    at = now or timezone.now()
    waiting = backlog.waiting()
    watch_backlog(waiting, at)
    watch_workers(waiting, at)
    watch_failures(at)
    watch_hung()
    watch_memory()
    watch_disk()
    alerts.tell_again(at)
    with suppress(redis_link.Away):
        workers.forget_silent()


def watch_backlog(waiting: list[Waiting], now: datetime) -> None:
    most, minutes = settings.ALERT_BACKLOG_JOBS, settings.ALERT_BACKLOG_MINUTES
    number = sum(part.number for part in waiting)
    # The low band gives way without bound: that it waits long is no fault.
    waited = _longest([part for part in waiting if part.band != Band.LOW], now)
    if _over(number, most) or _over(waited / 60, minutes):
        oldest = eta_text(_longest(waiting, now))
        text = f"{_jobs(number)} waiting; the oldest has waited {oldest}."
        alerts.begin(Kind.BACKLOG, "The queue has a backlog", text, waiting=number)
    elif _under(number, most) and _under(waited / 60, minutes):
        alerts.end(Kind.BACKLOG, "The backlog is gone", f"{_jobs(number)} waiting.")


def watch_workers(waiting: list[Waiting], now: datetime) -> None:
    patience = settings.ALERT_NO_WORKER_SECONDS
    if not patience:
        return
    try:
        alive = [worker for worker in workers.heard_of() if not worker.gone]
    except redis_link.Away:
        return  # it is not known who lives
    late = {part.kind for part in waiting if now - part.since > timedelta(seconds=patience)}
    lonely = workers.lacking(late, alive)
    if lonely:
        kinds = " and ".join(sorted(lonely))
        text = f"Jobs wait, and no worker for {kinds} lives. Start one; nothing is lost meanwhile."
        alerts.begin(Kind.NO_WORKER, "Nothing is consuming the queue", text, kinds=sorted(lonely))
    else:
        alerts.end(Kind.NO_WORKER, "A worker takes jobs again")


def watch_failures(now: datetime) -> None:
    limit, least = settings.ALERT_FAILURE_PERCENT, settings.ALERT_FAILURE_MIN_JOBS
    recent = failures.of_last_hour(now)
    percent = 100 * (recent.share or 0)
    counted = {"failed": recent.failed, "ended": recent.ended}
    if recent.ended >= least and _over(percent, limit):
        text = "{failed} of {ended} jobs failed within the last hour".format(**counted)
        alerts.begin(Kind.FAILURES, "Many jobs fail", f"{text} ({percent:.0f} %).", **counted)
    elif _under(percent, limit):
        text = "{failed} of the last {ended} failed.".format(**counted)
        alerts.end(Kind.FAILURES, "Jobs succeed again", text)


def watch_hung() -> None:
    """End the episode of a hung worker once its job has left that worker's hands."""
    alert = Alert.objects.filter(kind=Kind.HUNG, ended_at=None).first()
    if alert is None:
        return
    held = AnalysisJob.objects.filter(
        pk=alert.facts["job_id"], fence=alert.facts["fence"], status=Status.IN_PROGRESS
    )
    if not held.exists():
        alerts.end(Kind.HUNG, "The hung worker is out of the way", "Its job goes on elsewhere.")


def watch_memory() -> None:
    """A full Redis takes no more entries: jobs still run, from PostgreSQL, but slower and unseen."""
    limit = settings.ALERT_REDIS_MEMORY_PERCENT
    try:
        memory = storage.of_redis()
    except redis_link.Away:
        return
    if _over(memory.percent, limit):
        text = f"It uses {memory.percent:.0f} % of the {_megabytes(memory.most)} it may use."
        alerts.begin(Kind.MEMORY, "Redis is nearly full", text, used=memory.used)
    elif _under(memory.percent, limit):
        alerts.end(Kind.MEMORY, "Redis has room again")


def watch_disk() -> None:
    least = settings.ALERT_DISK_FREE_MB * MEGABYTE
    disk = storage.of_data_folder()
    if disk is None:
        return
    if disk.free < least:
        text = f"{_megabytes(disk.free)} are left where uploads, audio and databases are kept."
        alerts.begin(Kind.DISK, "The disk is nearly full", text, free=disk.free)
    elif disk.free * CALM >= least:
        alerts.end(Kind.DISK, "The disk has room again", f"{_megabytes(disk.free)} are free.")


def _longest(waiting: list[Waiting], now: datetime) -> float:
    """Return for how many seconds the first of these jobs has waited; 0 without any."""
    since = min((part.since for part in waiting), default=now)
    return (now - since).total_seconds()


def _over(value: float, limit: float) -> bool:
    """Return whether `value` is above `limit`; a limit of 0 is none."""
    return bool(limit) and value > limit


def _under(value: float, limit: float) -> bool:
    return not limit or value <= CALM * limit


def _megabytes(number: int) -> str:
    return f"{number / MEGABYTE:,.0f} MB"


def _jobs(number: int) -> str:
    return "1 job is" if number == 1 else f"{number:,} jobs are"
