"""Everything at once, as `./run` starts it: it gets ready, stops, is killed, and comes back."""

from __future__ import annotations

import os
import re
import signal
import stat
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest

from musicdb import embedded
from tests.musicdb.supervised import Supervised, wait_for

pytestmark = pytest.mark.timeout(180)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Supervised]:
    made = Supervised(tmp_path_factory.mktemp("stack"))
    yield made
    if made.process is not None and made.process.poll() is None:
        made.end(signal.SIGINT, 30)


@pytest.fixture
def site(folder: Supervised) -> Supervised:
    folder.ensure_ready()
    return folder


def ready(site: Supervised) -> bool:
    try:
        with urlopen(f"http://127.0.0.1:{site.port}/health/ready", timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def login(site: Supervised) -> str:
    found = re.search(r"Login: demo / (\S+)", site.output)
    assert found is not None
    return found[1]


def test_it_says_the_address_and_the_login(site: Supervised) -> None:
    assert f"musicdb is ready: http://127.0.0.1:{site.port}" in site.output
    assert (site.data / "demo_password").read_text().strip() == login(site)


def test_it_is_ready_when_it_says_so(site: Supervised) -> None:
    assert ready(site)


def test_secrets_are_readable_by_their_owner_alone(site: Supervised) -> None:
    for name in ("secret_key", "demo_password"):
        assert stat.S_IMODE((site.data / name).stat().st_mode) == 0o600
    assert stat.S_IMODE(site.data.stat().st_mode) & 0o066 == 0


def test_a_second_run_on_the_same_data_is_refused(site: Supervised) -> None:
    done = site.command("serve")

    assert done.returncode == 1
    assert f"already uses {site.data}" in done.stderr
    assert ready(site)


def test_a_taken_port_names_its_variable(site: Supervised) -> None:
    other = str(site.data.with_name("other"))

    done = site.command("serve", MUSICDB_DATA_DIR=other)

    assert done.returncode == 1
    assert f"Port {site.port} on 127.0.0.1 is taken" in done.stderr
    assert "MUSICDB_PORT" in done.stderr


def test_manage_works_beside_it(site: Supervised) -> None:
    done = site.command("manage", "migrate", "--check")

    assert done.returncode == 0, done.stderr


def test_a_killed_worker_is_started_again(site: Supervised) -> None:
    (parent, *_) = sorted(site.pids("analysis@"))
    os.kill(parent, signal.SIGKILL)

    wait_for(lambda: "analysis ended with -9" in site.output, 10, lambda: site.output)
    wait_for(lambda: set(site.pids("analysis@")) - {parent}, 10, lambda: site.output)
    wait_for(lambda: ready(site), 20, lambda: site.output)


def test_killed_it_leaves_nothing_that_blocks_the_next_start(site: Supervised) -> None:
    password = login(site)
    site.end(signal.SIGKILL)

    site.ensure_ready()

    assert ready(site)
    assert login(site) == password


def test_ctrl_c_stops_all_of_it_in_time(site: Supervised) -> None:
    assert len(site.pids()) >= 7

    code = site.end(signal.SIGINT)

    assert code == 0
    assert site.pids() == []
    assert "did not stop in time" not in site.output


def test_manage_alone_has_servers_while_it_lasts(site: Supervised) -> None:
    site.end(signal.SIGTERM)

    done = site.command("manage", "migrate", "--check")

    assert (done.returncode, done.stdout) == (0, "")
    assert site.pids() == []


def test_a_command_that_fails_passes_its_code_on(folder: Supervised) -> None:
    assert folder.command("manage", "no_such_command").returncode == 1


def test_a_setting_that_makes_no_sense_stops_the_start(folder: Supervised) -> None:
    done = folder.command("serve", MUSICDB_PORT="eight")

    assert done.returncode == 1
    assert "MUSICDB_PORT='eight'" in done.stderr


def test_with_servers_that_are_given_none_is_started_and_no_demo_made(tmp_path: Path) -> None:
    with embedded.throwaway() as (servers, _):
        site = Supervised(tmp_path, **servers.environment)
        site.ensure_ready()
        try:
            assert ready(site)
            assert "Login:" not in site.output
            assert not (site.data / "postgres").exists()
            assert site.pids("postgres ") == site.pids("valkey") == []
        finally:
            assert site.end(signal.SIGTERM) == 0


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder away")
def test_data_of_another_user_is_refused(folder: Supervised) -> None:
    others = folder.data.with_name("others")
    others.mkdir()
    os.chown(others, 65534, 65534)

    done = folder.command("serve", MUSICDB_DATA_DIR=str(others))

    assert done.returncode == 1
    assert "belongs to another user" in done.stderr
