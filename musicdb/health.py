"""Whether this process lives, and whether the whole is ready for work: for proxies and supervisors."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import psycopg
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from redis import RedisError

from contract import redis_connection, redis_link
from contract.errors import error_body
from jobqueue import slots, workers
from jobqueue.states import Kind

OK = "ok"
NO_DATABASE = "PostgreSQL does not answer"
BEAT = """
    SELECT EXISTS (
        SELECT FROM pg_locks
        WHERE locktype = 'advisory' AND granted AND classid = %s
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
    )
"""


@never_cache
@require_safe
def live(request: HttpRequest) -> JsonResponse:
    """Answer that this process answers; asks nobody else."""
    return JsonResponse({"status": OK})


@never_cache
@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    """Answer 200 with all checks, or 503 with what is down and why."""
    checks = check_all()
    down = [name for name, state in checks.items() if state != OK]
    if not down:
        return JsonResponse({"status": OK, "checks": checks})
    reasons = "; ".join(f"{name}: {checks[name]}" for name in down)
    body: dict[str, Any] = error_body(
        "QUEUE_UNAVAILABLE", f"Not ready. {reasons}.", down=down, retry_suggested=True
    )
    return JsonResponse({"status": "unavailable", "checks": checks, **body}, status=503)


def check_all() -> dict[str, str]:
    """Return "ok" or what is wrong, for each part; takes no longer than the time-outs of each."""
    database, beat = check_database()
    checks = {"database": database, "redis": check_redis(), "beat": beat}
    return checks | check_workers(all(checks[name] == OK for name in ("database", "redis")))


def check_database() -> tuple[str, str]:
    """Return the state of PostgreSQL, and of beat, which holds a lock there while it acts."""
    try:
        # A session of its own: the web's pool would keep us waiting while the server is away.
        with slots.connect() as session:
            row = session.execute(BEAT, [slots.BEAT_SPACE]).fetchone()
    except psycopg.Error:
        return NO_DATABASE, NO_DATABASE
    return OK, OK if row and row[0] else "no beat acts"


def check_redis() -> str:
    ping: Callable[[], Any] = redis_connection.connection().ping
    try:
        ping()
    except (RedisError, OSError):
        return "Redis does not answer"
    return OK


def check_workers(known: bool) -> dict[str, str]:
    """Return the state of each kind of worker; `known` says whether there is a way to ask."""
    if not known:
        return dict.fromkeys(Kind.values, "not known")
    try:
        names = [worker.name for worker in workers.heard_of() if not worker.gone]
    except redis_link.Away:
        return dict.fromkeys(Kind.values, "not known")
    return {
        kind: OK if any(name.startswith(kind) for name in names) else f"no worker for {kind} lives"
        for kind in Kind.values
    }
