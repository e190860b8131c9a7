"""The whole queue at a glance: the body of GET /api/queue/status, and of `queue` on /ws/queue/."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from itertools import product
from typing import Any

from django.utils import timezone

from contract import redis_link
from jobqueue import buckets, depth, freshness, history, progress, workers
from jobqueue.models import AnalysisJob, QueueState
from jobqueue.serializers import JobSerializer
from jobqueue.states import Band, Kind, Status

# More than ever run at a time, as ANALYSIS_SLOTS is 64 at most: a list has an end.
RUNNING_SHOWN = 100


def body(user: Any, hours: history.Hours | None = None) -> dict[str, Any]:
    """Return the state of the queue as `user` may see it: of others' jobs the counts alone. `hours`
    is the history where the caller has read it."""
    now = timezone.now()
    hours = history.read(now) if hours is None else hours
    day = history.last_day(hours, now)
    running, heard = _running(), _heard_of()
    bands = _bands(running, heard, hours, now)
    oldest = depth.earliest(*(band.pop("pending_since") for band in bands.values()))
    return {
        "paused": all(band["paused"] for band in bands.values()),
        "depth": {name: band["waiting"] for name, band in bands.items()},
        "in_progress": [dict(JobSerializer(job).data) for job in running if _sees(user, job)],
        "workers": _workers(heard, running, user),
        "oldest_pending_seconds": _age(oldest, now),
        "throughput_per_hour": _per_hour(day, now),
        "success_rate": day.success_rate,
        "consumed": _all_of(band["consumed"] for band in bands.values()),
        "bands": bands,
        "history": buckets.body(hours, now),
        "generated_at": progress.text_of(now),
    }


def _bands(
    running: list[AnalysisJob],
    heard: list[workers.Worker] | None,
    hours: history.Hours,
    now: datetime,
) -> dict[str, dict[str, Any]]:
    pauses = dict(QueueState.objects.filter(paused=True).values_list("band", "changed_at"))
    means = depth.means(hours, now)
    depths = depth.read()
    left: depth.Left = {kind: {} for kind in Kind}
    for kind, band in product(Kind, Band):
        if band not in pauses:
            here = [job for job in running if (job.kind, job.band) == (kind, band)]
            left[kind][band] = depth.seconds_left(depths[band], kind, here, means[band])
    etas = {band: depth.eta(band, left) for band in Band}
    return {
        band.label: {
            "active": one.active,
            "waiting": one.waiting,
            "paused_jobs": one.paused,
            "paused": band in pauses,
            "paused_since": progress.text_of(pauses.get(band)),
            "oldest_waiting_seconds": _age(one.waits_since, now),
            "throughput_per_hour": _per_hour(history.last_day(hours, now, band), now),
            "eta_seconds": etas[band],
            "eta_text": _text(etas[band]),
            "consumed": _is_consumed(one, heard),
            "pending_since": one.pending_since,
        }
        for band, one in depths.items()
    }


def _running() -> list[AnalysisJob]:
    """Return the running jobs with what Redis knows beyond their rows, the best first."""
    rows = AnalysisJob.objects.filter(status=Status.IN_PROGRESS).select_related("user")
    running = list(rows.order_by("band", "rank")[:RUNNING_SHOWN])
    freshness.bring_up_to_date(running)
    return running


def _heard_of() -> list[workers.Worker] | None:
    """Return the workers that live, and those that have been silent of late; None where Redis, which
    would know, is away."""
    try:
        return workers.heard_of()
    except redis_link.Away:
        return None


def _is_consumed(one: depth.Depth, heard: list[workers.Worker] | None) -> bool | None:
    """Return False where jobs wait that no living worker takes; None where nobody knows."""
    kinds = [kind for kind, count in one.waiting_for.items() if count]
    if not kinds:
        return True
    if heard is None:
        return None
    return not workers.lacking(kinds, [worker for worker in heard if not worker.gone])


def _all_of(several: Iterable[bool | None]) -> bool | None:
    known = set(several)
    if False in known:
        return False
    return None if None in known else True


def _workers(
    heard: list[workers.Worker] | None, running: list[AnalysisJob], user: Any
) -> list[dict[str, Any]]:
    """Return the workers, those that are gone as such; who is not staff learns neither their hosts nor
    others' jobs."""
    seen = {str(job.pk) for job in running if _sees(user, job)}
    return [
        {
            "name": one.name if user.is_staff else one.name.split("@", 1)[0],
            "last_heartbeat": progress.text_of(one.last_heartbeat),
            "job_id": one.job_id if one.job_id in seen else None,
            "state": one.state,
        }
        for one in heard or []
    ]


def _sees(user: Any, job: AnalysisJob) -> bool:
    return bool(user.is_staff or job.user_id == user.pk)


def _per_hour(figures: history.Figures, now: datetime) -> float:
    return round(figures.completed / history.hours_in_last_day(now), 2)


def _text(seconds: float | None) -> str | None:
    return None if seconds is None else progress.eta_text(seconds)


def _age(since: datetime | None, now: datetime) -> float | None:
    return None if since is None else round(max(0.0, (now - since).total_seconds()), 1)
