"""How often and how long analyses run, and what is kept of them."""

from __future__ import annotations

from musicdb.options.option import Option, boolean, formats, hours

ANALYSES = (
    Option(
        name="ANALYSIS_STARTS_PER_MINUTE",
        read=int,
        default=10,
        minimum=1,
        help="Starts of duplicate analyses a minute and user.",
    ),
    Option(
        name="SONG_STARTS_PER_MINUTE",
        read=int,
        default=120,
        minimum=1,
        help="Starts of song and playlist analyses a minute and user.",
    ),
    Option(
        name="EXPORTS_PER_HOUR",
        read=int,
        default=10,
        minimum=1,
        help="Exports an hour and user.",
    ),
    Option(
        name="MAX_RESULTS_PER_USER",
        read=int,
        default=5,
        minimum=0,
        help="Duplicate analyses kept a user; 0 keeps all.",
    ),
    Option(
        name="CLEANUP_DAYS",
        read=int,
        default=30,
        minimum=0,
        help="Days a duplicate analysis is kept; 0 keeps it for ever.",
    ),
    Option(
        name="AUTO_CLEANUP_ENABLED",
        read=boolean,
        default=True,
        help="Whether old analyses are removed by themselves.",
    ),
    Option(
        name="ANALYSIS_TIMEOUT_SECONDS",
        read=float,
        default=300.0,
        minimum=1,
        help="Running time after which a duplicate analysis is stopped; it grows with the library.",
    ),
    Option(
        name="EXPORT_FORMATS",
        read=formats,
        default=["json", "csv"],
        help="Formats of the export.",
    ),
    Option(
        name="STALE_AFTER_HOURS",
        read=hours,
        default=[1.0, 24.0, 168.0],
        help="Ages in hours from which an analysis is moderate, stale, very stale.",
    ),
)
