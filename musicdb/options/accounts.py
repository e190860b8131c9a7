"""Sessions, and how often somebody may try to begin one."""

from __future__ import annotations

from musicdb.options.option import Option

ACCOUNTS = (
    Option(
        name="ACCESS_TOKEN_MINUTES",
        read=int,
        default=15,
        minimum=1,
        help="Life of an access token, in minutes.",
    ),
    Option(
        name="REFRESH_TOKEN_DAYS",
        read=int,
        default=30,
        minimum=1,
        help="Life of a refresh token and its session, in days.",
    ),
    Option(
        name="LOGIN_FAILURES_PER_NAME",
        read=int,
        default=10,
        minimum=1,
        help="Failed logins a minute and user name before 429.",
    ),
    Option(
        name="LOGIN_FAILURES_PER_ADDRESS",
        read=int,
        default=60,
        minimum=1,
        help="Failed logins a minute and address before 429.",
    ),
    Option(
        name="REGISTRATIONS_PER_ADDRESS",
        read=int,
        default=60,
        minimum=1,
        help="Registrations a minute and address before 429.",
    ),
    Option(
        name="NOTIFICATION_DAYS",
        read=int,
        default=90,
        minimum=0,
        maximum=10_000,
        help="Days after which a notification is forgotten, read or not; 0 keeps them.",
    ),
)
