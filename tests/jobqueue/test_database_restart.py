"""PostgreSQL is stopped at once, as by a power cut, in the middle of a job, and comes back."""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Callable
from typing import Any

import psycopg
import pytest

from jobqueue.models import AnalysisJob
from musicdb import embedded
from tests.jobqueue import processes
from tests.jobqueue.processes import wait_for

pytestmark = pytest.mark.django_db(transaction=True)


def copy_database(postgres: embedded.Postgres) -> None:
    """Put the test's database, with its job, into a cluster that may be killed."""
    dump = subprocess.run(
        [postgres.programs / "pg_dump", "--no-owner", processes.database_url()],
        capture_output=True,
        check=True,
    )
    psql = postgres.programs / "psql"
    arguments = ["-q", "-v", "ON_ERROR_STOP=1", postgres.url()]
    subprocess.run([psql, *arguments], input=dump.stdout, stdout=subprocess.DEVNULL, check=True)


def ask(url: str, query: str) -> Any:
    """Return the one value that `query` gives, None while the server is away."""
    try:
        with psycopg.connect(url) as session:
            row = session.execute(query).fetchone()  # type: ignore[arg-type]
            return row and row[0]
    except psycopg.OperationalError:
        return None


def test_a_job_goes_on_when_postgresql_comes_back(
    own_redis: processes.Server, start: Callable[..., Any], job: Callable[..., AnalysisJob]
) -> None:
    job(total=40, payload={"seconds": 0.05})
    with embedded.throwaway(say=lambda text: None) as (servers, running):
        copy_database(servers.postgres)
        url = servers.postgres.url()
        start(processes.worker, DATABASE_URL=url)
        wait_for(lambda: (ask(url, "SELECT count(*) FROM counted") or 0) >= 3)

        running.running["postgres"].process.send_signal(signal.SIGQUIT)
        running.running["postgres"].process.wait(5)
        wait_for(running.revive)

        done = "SELECT status = 'completed' FROM queue_analysisjob"
        wait_for(lambda: ask(url, done), 15)
        each = "SELECT array_agg(item ORDER BY item) FROM counted WHERE item >= 0"
        assert ask(url, each) == list(range(40))
