"""The name all database sessions of a process carry, by which a rescuer can cut off a hung one."""

from __future__ import annotations

import os
import secrets
import socket
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.db.backends.signals import connection_created

# PostgreSQL cuts application names at 63 bytes; pid and a random part take up to 17.
SHORT = 44
# A peer that has gone without a word is noticed within seconds, by both ends. On a Unix socket
# PostgreSQL ignores these.
SERVER_SIDE = (
    "-c tcp_keepalives_idle=5 -c tcp_keepalives_interval=2 -c tcp_keepalives_count=3 "
    "-c tcp_user_timeout=10000"
)
CLIENT_SIDE = {
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
}

_worker = ""


def set_worker(name: str) -> None:
    """Say which Celery worker this process, and those it forks, belong to."""
    global _worker
    _worker = name


def host() -> str:
    return socket.gethostname()


def worker_name() -> str:
    return _worker or f"{settings.PROCESS}@{host()}"


def owner() -> str:
    """Return the name of this very process: the same for its whole life, and nobody else's."""
    return _owner(os.getpid(), worker_name())


def worker_of(owner: str) -> str:
    """Return the name of the worker that the process named `owner` belongs to, cut to SHORT."""
    return owner.split("/", 1)[0]


@lru_cache(maxsize=4)
def _owner(pid: int, worker: str) -> str:
    tail = f"/{pid:x}/{secrets.token_hex(4)}"
    return worker[:SHORT] + tail


def parameters() -> dict[str, Any]:
    """Return libpq's parameters of Django's database, for sessions beside Django's own."""
    database = settings.DATABASES["default"]
    names = {"NAME": "dbname", "USER": "user", "PASSWORD": "password", "HOST": "host"}
    given = {libpq: str(database[key]) for key, libpq in names.items() if database.get(key)}
    if database.get("PORT"):
        given["port"] = str(database["PORT"])
    extra = {
        key: value
        for key, value in database.get("OPTIONS", {}).items()
        if key not in {"pool", "isolation_level", "server_side_binding", "assume_role"}
    }
    return extra | CLIENT_SIDE | given


def name_every_connection() -> None:
    """Give each connection that Django opens, again and again, this process's name."""
    connection_created.connect(_name_it, dispatch_uid="jobqueue.sessions")


def _name_it(connection: Any, **kwargs: Any) -> None:
    # The web's pool shares its sessions between requests; nobody ever cuts those off.
    if connection.vendor == "postgresql" and "pool" not in connection.settings_dict["OPTIONS"]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('application_name', %s, false)", [owner()])
