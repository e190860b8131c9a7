"""The history in the steps that its pictures have: 24 hours, and 30 days."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from jobqueue import progress
from jobqueue.history import DAY, DAYS_SHOWN, HOUR, HOURS_SHOWN, Figures, Hours, day_of, hour_of
from jobqueue.states import Band


def body(hours: Hours, now: datetime) -> dict[str, list[dict[str, Any]]]:
    """Return both pictures, the oldest step first, the last one not over yet."""
    return {
        "hours": _steps(hours, hour_of, now, HOUR, HOURS_SHOWN),
        "days": _steps(hours, day_of, now, DAY, DAYS_SHOWN),
    }


def _steps(
    hours: Hours,
    step_of: Callable[[datetime], datetime],
    now: datetime,
    length: timedelta,
    count: int,
) -> list[dict[str, Any]]:
    last = step_of(now)
    steps = {last - n * length: {band: Figures() for band in Band} for n in reversed(range(count))}
    for (hour, band), figures in hours.items():
        step = steps.get(step_of(hour))
        if step is not None:
            step[Band(band)] += figures
    return [_step(at, step) for at, step in steps.items()]


def _step(at: datetime, by_band: dict[Band, Figures]) -> dict[str, Any]:
    figures = sum(by_band.values(), start=Figures())
    return {
        "at": progress.text_of(at),
        "completed": figures.completed,
        "failed": figures.failed,
        "cancelled": figures.cancelled,
        "interruptions": figures.interruptions,
        "run_seconds": round(figures.run_seconds, 1),
        "waiting_seconds": round(figures.waiting_seconds, 1),
        "bands": {band.label: one.completed for band, one in by_band.items()},
    }
