"""How much is open of each band, since when it waits, and how long it takes."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count, F, Min, Q, Sum

from jobqueue import history, progress, slots
from jobqueue.models import AnalysisJob
from jobqueue.states import Band, Kind, Status

# Seconds of work left, by kind of worker and by band; None where nothing tells.
Left = dict[Kind, dict[Band, float | None]]

MOMENT = 0.1

# A job that waits and knows its items: what former jobs took an item, times those it has left.
OWN_ESTIMATE = Q(expected_seconds__isnull=False, total__gt=0)
OWN_SECONDS = Sum(F("expected_seconds") * (F("total") - F("current")), filter=OWN_ESTIMATE)


@dataclass(kw_only=True)
class Depth:
    """What is open of a band."""

    active: int = 0
    # By the kind of worker that takes them.
    waiting_for: Counter[Kind] = field(default_factory=Counter)
    # Of these, the seconds of work of those that have an estimate of their own, and how many have none.
    estimated: Counter[Kind] = field(default_factory=Counter)
    unknown: Counter[tuple[Kind, str]] = field(default_factory=Counter)
    # Jobs that wait for somebody to resume them.
    paused: int = 0
    # Since when the oldest of those that have never run waits.
    pending_since: datetime | None = None
    # Since when the oldest of those that have run waits again.
    interrupted_since: datetime | None = None

    @property
    def waiting(self) -> int:
        return self.waiting_for.total()

    @property
    def waits_since(self) -> datetime | None:
        return earliest(self.pending_since, self.interrupted_since)


def read() -> dict[Band, Depth]:
    """Return what is open of each band, in two queries over the open jobs."""
    depths = {band: Depth() for band in Band}
    rows = AnalysisJob.objects.open().values_list("band", "status", "kind", "type").order_by()
    for band, status, kind, type, count, oldest, own, seconds in rows.annotate(
        count=Count("*"),
        oldest=Min("created_at"),
        own=Count("pk", filter=OWN_ESTIMATE),
        seconds=OWN_SECONDS,
    ):
        depth = depths[Band(band)]
        if status == Status.IN_PROGRESS:
            depth.active += count
        elif status == Status.PAUSED:
            depth.paused += count
        else:
            depth.waiting_for[Kind(kind)] += count
            depth.unknown[Kind(kind), type] += count - own
            depth.estimated[Kind(kind)] += seconds or 0
        if status == Status.PENDING:
            depth.pending_since = earliest(depth.pending_since, oldest)
    stopped = AnalysisJob.objects.filter(status=Status.INTERRUPTED).values_list("band").order_by()
    for band, oldest in stopped.annotate(since=Min("updated_at")):
        depths[Band(band)].interrupted_since = oldest
    return depths


def seconds_left(
    depth: Depth, kind: Kind, running: list[AnalysisJob], means: Means
) -> float | None:
    """Return how long one worker of `kind` needs for the jobs of a band, of which `running` run already;
    None where nothing tells."""
    times = [_first_known(progress.seconds_left(job), means.of(job.type)) for job in running]
    times.append(depth.estimated[kind])
    for (needed, type), count in depth.unknown.items():
        if needed == kind and count:
            mean = means.of(type)
            times.append(None if mean is None else count * mean)
    if None in times:
        return None
    # Also a job without anything left to do takes a moment: 0 is of no job.
    several = bool(running or depth.waiting_for[kind])
    return max(sum(time or 0 for time in times), MOMENT if several else 0)


def eta(band: Band, left: Left) -> float | None:
    """Return the seconds until a band is empty: until the last kind of worker is done with it, each
    after what it has in the bands above. `left` names the bands that are not paused. None where the
    band is paused or empty, or nothing tells."""
    ends: list[float] = []
    for kind, bands in left.items():
        if bands.get(band) == 0:
            continue
        before = [seconds for above, seconds in bands.items() if above <= band]
        if band not in bands or None in before:
            return None
        # An analysis and an export run side by side: each kind has slots of its own.
        ends.append(sum(seconds or 0 for seconds in before) / slots.count(kind))
    return round(max(ends), 1) if ends else None


@dataclass(frozen=True, kw_only=True)
class Means:
    """The seconds that the jobs of a band ran, by the last 24 hours."""

    band: float | None
    types: dict[str, float]

    def of(self, type: str) -> float | None:
        """Return what a job of this type takes: as others of it, or else as the band's did on average."""
        return self.types.get(type, self.band)


def means(hours: history.Hours, now: datetime) -> dict[Band, Means]:
    types: dict[Band, dict[str, float]] = {band: {} for band in Band}
    for (band, type), figures in history.types_of_last_day(now).items():
        if figures.mean_run_seconds is not None:
            types[band][type] = figures.mean_run_seconds
    return {
        band: Means(band=history.last_day(hours, now, band).mean_run_seconds, types=types[band])
        for band in Band
    }


def earliest(*times: datetime | None) -> datetime | None:
    return min((time for time in times if time is not None), default=None)


def _first_known(*values: float | None) -> float | None:
    return next((value for value in values if value is not None), None)
