"""The queue, and what is done in the background."""

from __future__ import annotations

from musicdb.options.option import Option, boolean

JOBS = (
    Option(
        name="ANALYSIS_SLOTS",
        read=int,
        default=1,
        minimum=1,
        maximum=64,
        help="How many analyses run at once, over all workers.",
    ),
    Option(
        name="QUEUE_AGING_MINUTES",
        read=int,
        default=0,
        minimum=0,
        maximum=100_000,
        help="Minutes after which a waiting low job is raised to medium; 0 lets it wait without bound.",
    ),
    Option(
        name="QUEUE_HISTORY_DAYS",
        read=int,
        default=90,
        minimum=0,
        maximum=10_000,
        help="Days after which an ended job, its trace and its failed items are forgotten; 0 keeps them.",
    ),
    Option(
        name="ANALYSIS_PROCESSES",
        read=int,
        default=2,
        minimum=1,
        maximum=2,
        help="Processes that compare a large library and explain its groups; 1 leaves the other cores alone.",
    ),
    Option(
        name="BACKGROUND_ON_LOGIN",
        read=boolean,
        default=True,
        help="Whether a login starts the analysis of new songs, for users who want it.",
    ),
    Option(
        name="BACKGROUND_SONGS_PER_MINUTE",
        read=int,
        default=0,
        minimum=0,
        help="Songs a minute that a background analysis does at most; 0 sets no limit.",
    ),
    Option(
        name="BACKGROUND_BATCH_SIZE",
        read=int,
        default=50,
        minimum=1,
        maximum=1000,
        help="Songs that a background analysis takes at once, those of a playlist together.",
    ),
    Option(
        name="BACKGROUND_SONGS_A_TURN",
        read=int,
        default=200,
        minimum=1,
        help="Songs after which a background analysis lets another user's go first.",
    ),
    Option(
        name="PROGRESS_UPDATE_INTERVAL_SECONDS",
        read=float,
        default=2.0,
        minimum=0.5,
        maximum=60,
        help="How often a client without a socket is told to ask.",
    ),
    Option(
        name="ENABLE_REAL_TIME_PROGRESS",
        read=boolean,
        default=True,
        help="Whether progress goes out over WebSockets; off: pages poll.",
    ),
)
