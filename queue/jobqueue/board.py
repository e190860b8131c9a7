"""What the page of the queue and the admin show alike: cards of the priorities, workers, history."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from jobqueue import charts, history, overview
from jobqueue.history import DAY, DAYS_SHOWN, Figures, Hours
from jobqueue.states import JobType

# What a band is for, in words.
MEANINGS = {
    "high": "Songs that somebody is listening to or waiting for.",
    "medium": "What somebody has started: analyses, imports.",
    "low": "What runs by itself, in the background.",
}


@dataclass(frozen=True, kw_only=True)
class Lane:
    """The card of one priority."""

    name: str
    meaning: str
    # One of paused, unconsumed, active, waiting, idle; the page's script knows the same.
    state: str
    figures: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Period:
    """What the queue did in a time: its figures, and how many jobs it completed an hour or a day."""

    title: str
    figures: Figures
    throughput: float
    per: str


def context(user: User, job_page: str, paths: Mapping[str, str] | None) -> dict[str, Any]:
    """Return what the templates take.

    `job_page` is the name of the address that a worker's job has there; `paths` are those that pause,
    resume and clear a band, None for who may not."""
    now = timezone.now()
    hours = history.read(now)
    body = overview.body(user, hours)
    bands = body["bands"]
    running = {job["job_id"]: job for job in body["in_progress"]}
    return {
        "status": body,
        "paths": paths,
        "active": sum(band["active"] for band in bands.values()),
        "waiting": sum(body["depth"].values()),
        "any_paused": any(band["paused"] for band in bands.values()),
        "lanes": [_lane(name, band) for name, band in bands.items()],
        "workers": [_worker(worker, now, running, job_page) for worker in body["workers"]],
        "answering": sum(worker["state"] != "gone" for worker in body["workers"]),
        "periods": _periods(hours, now, body["throughput_per_hour"]),
        "charts": {
            "hours": charts.by_hour(body["history"]["hours"]),
            "days": charts.by_day(body["history"]["days"]),
        },
    }


def _lane(name: str, figures: dict[str, Any]) -> Lane:
    return Lane(name=name, meaning=MEANINGS[name], state=_state(figures), figures=figures)


def _state(figures: dict[str, Any]) -> str:
    if figures["paused"]:
        return "paused"
    if figures["consumed"] is False:
        return "unconsumed"
    if figures["active"]:
        return "active"
    return "waiting" if figures["waiting"] else "idle"


def _worker(
    worker: dict[str, Any], now: datetime, running: dict[str, Any], job_page: str
) -> dict[str, Any]:
    """Add for how many seconds a worker has been silent, and of its job name, progress and address."""
    at = datetime.fromisoformat(worker["last_heartbeat"])
    job = running.get(worker["job_id"])
    return worker | {
        "silent_seconds": max(0.0, (now - at).total_seconds()),
        "job_name": JobType(job["type"]).label if job else "",
        "job_percentage": job["progress"]["percentage"] if job else 0,
        "job_path": reverse(job_page, args=[job["job_id"]]) if job else "",
    }


def _periods(hours: Hours, now: datetime, per_hour: float) -> list[Period]:
    day = history.last_day(hours, now)
    month = history.total(hours.values())
    # The last of its days is not over; a server may be younger than that.
    days = DAYS_SHOWN - 1 + (now - history.day_of(now)) / DAY
    first = min((hour for hour, _ in hours), default=now)
    days = max(1, min(days, (now - first) / DAY))
    return [
        Period(title="Last 24 hours", figures=day, throughput=per_hour, per="h"),
        Period(
            title=f"Last {DAYS_SHOWN} days",
            figures=month,
            throughput=month.completed / days,
            per="day",
        ),
    ]
