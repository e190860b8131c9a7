"""The user's verdicts, as a run reads them."""

from __future__ import annotations

from typing import Any

import psycopg
from django.db import connection

# Verdicts are never changed in place, so their ids say it all.
FINGERPRINT = """
SELECT coalesce(md5(string_agg(id::text, ',' ORDER BY id)), '')
FROM duplicates_verdict WHERE user_id = %s
"""


def fingerprint(user_id: int, cursor: Any = None) -> str:
    """Return a text that differs for every other set of verdicts, "" for none; read by `cursor`,
    or on Django's connection."""
    with cursor or connection.cursor() as opened:
        opened.execute(FINGERPRINT, [user_id])
        return str(opened.fetchone()[0])


def of(session: psycopg.Connection, user_id: int) -> list[tuple[int, int, str]]:
    """Return the user's verdicts as (track, track, what it says)."""
    return session.execute(
        "SELECT track_a_id, track_b_id, verdict FROM duplicates_verdict WHERE user_id = %s",
        [user_id],
    ).fetchall()
