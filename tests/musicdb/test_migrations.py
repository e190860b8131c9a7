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


def test_migrations_go_forward_back_and_forward_again(empty_database: str) -> None:
    environment = os.environ | {"DATABASE_URL": empty_database}
    steps = [["migrate"], *(["migrate", app, "zero"] for app in OURS), ["migrate"]]

    for step in steps:
        done = subprocess.run(
            [sys.executable, "manage.py", *step, "-v0"],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{step}: {done.stderr}"
