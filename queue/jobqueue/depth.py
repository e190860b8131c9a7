"""How much is open of each band, since when it waits, and how long it takes."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings
from django.db.models import Count, Min

from jobqueue import history, progress
from jobqueue.models import AnalysisJob
from jobqueue.states import Band, Status


@dataclass(kw_only=True)
class Depth:
    """What is open of a band."""

    active: int = 0
    waiting: int = 0
    # Jobs that wait for somebody to resume them.
    paused: int = 0
    # Since when the oldest of those that have never run waits.
    pending_since: datetime | None = None
    # Since when the oldest of those that have run waits again.
    interrupted_since: datetime | None = None
    # The kinds of worker that the waiting jobs need.
    kinds: set[str] = field(default_factory=set)

    @property
    def waits_since(self) -> datetime | None:
        return earliest(self.pending_since, self.interrupted_since)


def read() -> dict[Band, Depth]:
    """Return what is open of each band, in two queries on the index of open jobs."""
    depths = {band: Depth() for band in Band}
    rows = AnalysisJob.objects.open().values_list("band", "status", "kind").order_by()
    for band, status, kind, count, oldest in rows.annotate(
        count=Count("*"), oldest=Min("created_at")
    ):
        depth = depths[Band(band)]
        if status == Status.IN_PROGRESS:
            depth.active += count
        elif status == Status.PAUSED:
            depth.paused += count
        else:
            depth.waiting += count
            depth.kinds.add(kind)
        if status == Status.PENDING:
            depth.pending_since = earliest(depth.pending_since, oldest)
    stopped = AnalysisJob.objects.filter(status=Status.INTERRUPTED).values_list("band").order_by()
    for band, oldest in stopped.annotate(since=Min("updated_at")):
        depths[Band(band)].interrupted_since = oldest
    return depths


def seconds_left(depth: Depth, running: list[AnalysisJob], mean: float | None) -> float | None:
    """Return how long one worker needs for a band's open jobs, of which `running` run already and
    a job takes `mean` seconds; None where nothing tells."""
    times = [_first_known(progress.seconds_left(job), mean) for job in running]
    times += [mean] * min(depth.waiting, 1)
    if None in times:
        return None
    return sum(time or 0 for time in times[: len(running)]) + depth.waiting * (mean or 0)


def eta(band: Band, left: dict[Band, float | None]) -> float | None:
    """Return the seconds until a band is empty, after those above it; `left` names the bands that
    are not paused. None where it is paused or empty, or nothing tells."""
    if not left.get(band):
        return None
    before = [left[above] for above in left if above <= band]
    if None in before:
        return None
    return round(sum(seconds or 0 for seconds in before) / settings.ANALYSIS_SLOTS, 1)


def means(hours: history.Hours, now: datetime) -> dict[Band, float | None]:
    """Return the seconds that a job of each band ran, by the last 24 hours."""
    return {band: history.last_day(hours, now, band).mean_run_seconds for band in Band}


def earliest(*times: datetime | None) -> datetime | None:
    return min((time for time in times if time is not None), default=None)


def _first_known(*values: float | None) -> float | None:
    return next((value for value in values if value is not None), None)
