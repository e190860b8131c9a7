"""Rows of the history are summed into few: those of an hour once it is over, and those of all hours
that are older than the history shows."""

from __future__ import annotations

from datetime import datetime

from django.db import connection

from jobqueue.models import Tally

KEYS = ("id", "hour", "band", "type", "folded")
COLUMNS = [field.name for field in Tally._meta.concrete_fields if field.name not in KEYS]
NAMED = ", ".join(COLUMNS)
SUMMED = ", ".join(f"sum({name})" for name in COLUMNS)
ADDED = ", ".join(f"{name} = queue_tally.{name} + excluded.{name}" for name in COLUMNS)

# One statement each, so that nobody who reads meanwhile sees a figure twice or not at all. Rows that
# somebody else is just folding are left to them.
HOURS = f"""
    WITH gone AS (
        DELETE FROM queue_tally WHERE id IN (
            SELECT id FROM queue_tally WHERE NOT folded AND hour < %(before)s
            ORDER BY hour LIMIT %(batch)s FOR UPDATE SKIP LOCKED
        ) RETURNING *
    ), made AS (
        INSERT INTO queue_tally (hour, band, type, folded, {NAMED})
        SELECT hour, band, type, true, {SUMMED} FROM gone GROUP BY hour, band, type
    )
    SELECT count(*) FROM gone
"""  # noqa: S608  (the names are the model's own)
OLDER = f"""
    WITH gone AS (
        DELETE FROM queue_tally WHERE id IN (
            SELECT id FROM queue_tally WHERE hour < %(before)s
            ORDER BY hour LIMIT %(batch)s FOR UPDATE SKIP LOCKED
        ) RETURNING *
    ), made AS (
        INSERT INTO queue_tally (hour, band, type, folded, {NAMED})
        SELECT NULL, band, type, true, {SUMMED} FROM gone GROUP BY band, type
        ON CONFLICT (band, type) WHERE hour IS NULL DO UPDATE SET {ADDED}
    )
    SELECT count(*) FROM gone
"""  # noqa: S608


def fold_hours(before: datetime, batch: int) -> int:
    """Sum the rows of each hour before that one, by band and type; return how many of at most
    `batch` rows went into it."""
    return _fold(HOURS, before, batch)


def fold_older(before: datetime, batch: int) -> int:
    """Add the hours before that one to the rows without an hour; return as `fold_hours`."""
    return _fold(OLDER, before, batch)


def _fold(statement: str, before: datetime, batch: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, {"before": before, "batch": batch})
        gone: int = cursor.fetchone()[0]
    return gone
