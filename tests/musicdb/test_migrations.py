from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator

import psycopg
import pytest
from django.conf import settings
from psycopg.conninfo import make_conninfo

from tests.paths import ROOT

# What builds on an app goes back with it: playlists and audio with the library.
OURS = ("musicdb", "duplicates", "library", "queue", "accounts")


@pytest.fixture
def empty_database() -> Iterator[str]:
    name = f"musicdb_migrations_{os.getpid()}"
    server = make_conninfo(settings.DATABASE_URL, dbname="postgres")
    with psycopg.connect(server, autocommit=True) as session:
        session.execute(f'CREATE DATABASE "{name}"')
        yield make_conninfo(settings.DATABASE_URL, dbname=name)
        session.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def migrate(database: str, *words: str) -> None:
    done = subprocess.run(
        [sys.executable, "manage.py", "migrate", *words, "-v0"],
        cwd=ROOT,
        env=os.environ | {"DATABASE_URL": database},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{words}: {done.stderr}"


def test_migrations_go_forward_back_and_forward_again(empty_database: str) -> None:
    for words in [[], *([app, "zero"] for app in OURS), []]:
        migrate(empty_database, *words)


def test_what_was_counted_of_jobs_is_carried_over(empty_database: str) -> None:
    migrate(empty_database, "musicdb", "0002")
    counts = [
        ("completed", 40, 20.5),
        ("completed", 2, 1.0),
        ("interrupted", 7, 0),
        ("recovered", 3, 9),
    ]
    with psycopg.connect(empty_database) as session:
        session.cursor().executemany(
            "INSERT INTO musicdb_jobcount (what, type, number, seconds, at)"
            " VALUES (%s, 'SONG_ANALYSIS', %s, %s, now())",
            counts,
        )

    migrate(empty_database)

    with psycopg.connect(empty_database) as session:
        row = session.execute(
            "SELECT hour, band, type, completed, run_seconds, interruptions, recovered,"
            " recovery_seconds FROM queue_tally"
        ).fetchall()
    assert row == [(None, 0, "SONG_ANALYSIS", 42, 21.5, 7, 3, 9)]
