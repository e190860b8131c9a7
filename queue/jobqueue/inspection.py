"""What the queue holds, for somebody at a shell."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Count, Min
from django.forms.models import model_to_dict
from django.utils import timezone

from contract import redis_link
from jobqueue import controls, order, progress, workers
from jobqueue.models import AnalysisJob
from jobqueue.states import OPEN, WAITING, Band, Status
from jobqueue.workers import Worker

# Lines of a job's history that are shown, the newest.
MOST_LINES = 1_000
MEGABYTE = 1024 * 1024


def status() -> dict[str, Any]:
    """Return counts of open jobs by band and status, who works, and since when the oldest waits
    (seconds). `consumed` is as in GET /api/queue/status: False where jobs wait that no living worker
    takes, those of the kinds in `lacking`; None where Redis, which would know, is away."""
    rows = AnalysisJob.objects.filter(status__in=OPEN).order_by().values_list("band", "status")
    counts: dict[str, dict[str, int]] = {band.label: {} for band in Band}
    for band, state, count in rows.annotate(n=Count("pk")):
        counts[Band(band).label][state] = count
    waiting = AnalysisJob.objects.waiting()
    oldest = waiting.aggregate(at=Min("created_at"))["at"]
    kinds = set(waiting.order_by().values_list("kind", flat=True).distinct())
    try:
        heard: list[Worker] | None = workers.heard_of()
    except redis_link.Away:
        heard = None
    alive = [worker for worker in heard or [] if not worker.gone]
    lacking = workers.lacking(kinds, alive)
    return {
        "jobs": counts,
        "paused": controls.paused_bands(),
        "oldest_waiting_seconds": None if oldest is None else _seconds_since(oldest),
        "workers": [_of_worker(worker) for worker in heard or []],
        "consumed": None if heard is None and kinds else not lacking,
        "lacking": [] if heard is None else sorted(lacking),
    }


def as_lines(found: dict[str, Any]) -> list[str]:
    """Return a status as lines of text."""
    lines = []
    for band, states in found["jobs"].items():
        told = ", ".join(f"{count} {state}" for state, count in sorted(states.items())) or "nothing"
        lines.append(f"{band:7} {told}{' (paused)' if band in found['paused'] else ''}")
    if found["oldest_waiting_seconds"] is not None:
        waits = progress.eta_text(found["oldest_waiting_seconds"])
        lines.append(f"The oldest waits {waits}.")
    lines += [_line_of(worker) for worker in found["workers"]]
    if found["lacking"]:
        kinds = " and ".join(found["lacking"])
        lines.append(f"Nothing is consuming jobs that wait: no worker for {kinds} is alive.")
    elif found["consumed"] is None:
        lines.append("Redis does not answer: nobody knows which workers are alive.")
    return lines


def _of_worker(worker: Worker) -> dict[str, Any]:
    return {
        "name": worker.name,
        "state": worker.state,
        "job_id": worker.job_id,
        "seconds_since_heartbeat": _seconds_since(worker.last_heartbeat),
        "cpu_seconds": worker.cpu_seconds,
        "memory_bytes": worker.memory_bytes,
        "child_memory_bytes": worker.child_memory_bytes,
    }


def _line_of(worker: dict[str, Any]) -> str:
    line = f"{worker['name']} is {worker['state']}"
    if worker["state"] == "gone":
        return f"{line}, last heard of {worker['seconds_since_heartbeat']:.0f} s ago"
    if worker["job_id"]:
        line += f" with {worker['job_id']}"
    if worker["memory_bytes"] is not None:
        line += f", {worker['memory_bytes'] / MEGABYTE:.0f} MB"
    return line


def of_job(job: AnalysisJob) -> dict[str, Any]:
    """Return all that is known of a job: its row, live state, history and failed items."""
    row = {field.attname: getattr(job, field.attname) for field in job._meta.concrete_fields}
    history = list(job.transitions.order_by("-id")[:MOST_LINES])
    found: dict[str, Any] = _plain(
        {
            "job": row,
            "position": job.position(),
            "progress": progress.progress_body(job),
            "live_state": order.state_of(job.pk),
            "transitions": [model_to_dict(line) | {"at": line.at} for line in reversed(history)],
            "failures": list(job.failures.order_by("number").values()[:MOST_LINES]),
        }
    )
    return found


def to_clear(band: int | None) -> dict[str, int]:
    """Return how many jobs `jobs.clear` would cancel, by status."""
    rows = AnalysisJob.objects.filter(status__in=(*WAITING, Status.PAUSED))
    if band is not None:
        rows = rows.filter(band=band)
    return dict(rows.order_by().values_list("status").annotate(n=Count("pk")))


def _seconds_since(moment: datetime) -> float:
    return round((timezone.now() - moment).total_seconds(), 1)


def _plain(value: Any) -> Any:
    """Return a value that JSON has a word for."""
    if isinstance(value, dict):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return value if isinstance(value, int | float | bool | None) else str(value)
