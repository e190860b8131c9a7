"""Who may read the metrics, and from where on staff are alerted."""

from __future__ import annotations

from musicdb.options.option import Option

ALERTS = (
    Option(
        name="METRICS_TOKEN",
        read=str,
        default="",
        help="What Prometheus sends as `Authorization: Bearer` to read /metrics; empty: staff alone may.",
    ),
    Option(
        name="ALERT_BACKLOG_JOBS",
        read=int,
        default=500,
        minimum=0,
        help="Waiting jobs above which staff are alerted to a backlog; 0: never.",
    ),
    Option(
        name="ALERT_BACKLOG_MINUTES",
        read=float,
        default=60.0,
        minimum=0,
        help="Minutes that a job above the low band waits before staff are alerted; 0: never.",
    ),
    Option(
        name="ALERT_NO_WORKER_SECONDS",
        read=float,
        default=60.0,
        minimum=0,
        help="Seconds that a job waits without a living worker before staff are alerted; 0: never.",
    ),
    Option(
        name="ALERT_FAILURE_PERCENT",
        read=float,
        default=25.0,
        minimum=0,
        maximum=100,
        help="Share of the last hour's jobs that fail, in percent, above which staff are alerted; 0: never.",
    ),
    Option(
        name="ALERT_FAILURE_MIN_JOBS",
        read=int,
        default=10,
        minimum=1,
        help="Jobs that must have ended within the hour before their failures are an alert.",
    ),
    Option(
        name="ALERT_REDIS_MEMORY_PERCENT",
        read=float,
        default=80.0,
        minimum=0,
        maximum=100,
        help="Share of the memory that Redis may use, in percent, above which staff are alerted; 0: never.",
    ),
    Option(
        name="ALERT_DISK_FREE_MB",
        read=int,
        default=1024,
        minimum=0,
        help="Free MB on the data folder's disk below which staff are alerted; 0: never.",
    ),
    Option(
        name="ALERT_REPEAT_MINUTES",
        read=float,
        default=60.0,
        minimum=0,
        help="Minutes after which staff are told again of what goes on, the second time by mail too; 0: never.",
    ),
)
