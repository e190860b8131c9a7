"""The whole queue at a glance: the body of GET /api/queue/status, and of `queue` on /ws/queue/."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils import timezone

from jobqueue import buckets, depth, history, order, progress, redis_link, workers
from jobqueue.models import AnalysisJob, QueueState
from jobqueue.serializers import JobSerializer
from jobqueue.states import Band, Status

# More than ever run at a time: a list has an end.
RUNNING_SHOWN = 50


def body(user: Any) -> dict[str, Any]:
    """Return the state of the queue as `user` may see it: of others' jobs the counts alone."""
    now = timezone.now()
    hours = history.read(now)
    day = history.last_day(hours, now)
    running, alive = _running(), _alive()
    bands = _bands(running, alive, hours, now)
    oldest = depth.earliest(*(band.pop("pending_since") for band in bands.values()))
    return {
        "paused": all(band["paused"] for band in bands.values()),
        "depth": {name: band["waiting"] for name, band in bands.items()},
        "in_progress": [dict(JobSerializer(job).data) for job in running if _sees(user, job)],
        "workers": _workers(alive, running, user),
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
    alive: list[workers.Worker] | None,
    hours: history.Hours,
    now: datetime,
) -> dict[str, dict[str, Any]]:
    pauses = dict(QueueState.objects.filter(paused=True).values_list("band", "changed_at"))
    means = depth.means(hours, now)
    depths = depth.read()
    left = {
        band: depth.seconds_left(depths[band], [job for job in running if job.band == band], mean)
        for band, mean in means.items()
        if band not in pauses
    }
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
            "consumed": _is_consumed(one, alive),
            "pending_since": one.pending_since,
        }
        for band, one in depths.items()
    }


def _running() -> list[AnalysisJob]:
    """Return the running jobs with what Redis knows beyond their rows, the best first."""
    rows = AnalysisJob.objects.filter(status=Status.IN_PROGRESS).select_related("user")
    running = list(rows.order_by("band", "rank")[:RUNNING_SHOWN])
    for job in running:
        progress.overlay(job, order.state_of(job.pk))
    return running


def _alive() -> list[workers.Worker] | None:
    """Return the workers that live; None where Redis, which would know, is away."""
    alive = workers.alive()
    return None if redis_link.breaker.is_open() else alive


def _is_consumed(one: depth.Depth, alive: list[workers.Worker] | None) -> bool | None:
    """Return False where jobs wait that no living worker takes; None where nobody knows."""
    if not one.waiting:
        return True
    if alive is None:
        return None
    return all(any(worker.name.startswith(kind) for worker in alive) for kind in one.kinds)


def _all_of(several: Iterable[bool | None]) -> bool | None:
    known = set(several)
    if False in known:
        return False
    return None if None in known else True


def _workers(
    alive: list[workers.Worker] | None, running: list[AnalysisJob], user: Any
) -> list[dict[str, Any]]:
    """Return the living workers; who is not staff learns neither their hosts nor others' jobs."""
    seen = {str(job.pk) for job in running if _sees(user, job)}
    return [
        {
            "name": one.name if user.is_staff else one.name.split("@", 1)[0],
            "last_heartbeat": progress.text_of(one.last_heartbeat),
            "job_id": one.job_id if one.job_id in seen else None,
            "state": one.state,
        }
        for one in alive or []
    ]


def _sees(user: Any, job: AnalysisJob) -> bool:
    return bool(user.is_staff or job.user_id == user.pk)


def _per_hour(figures: history.Figures, now: datetime) -> float:
    return round(figures.completed / history.hours_in_last_day(now), 2)


def _text(seconds: float | None) -> str | None:
    return None if seconds is None else progress.eta_text(seconds)


def _age(since: datetime | None, now: datetime) -> float | None:
    return None if since is None else round(max(0.0, (now - since).total_seconds()), 1)
