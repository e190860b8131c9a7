"""The whole product for the browser tests: `./run` itself, on a folder and a port of its own."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.client import Client
from tests.paths import ROOT

CHROMIUM = shutil.which("chromium")
START_LIMIT_SECONDS = 120
PASSWORD = "a long enough password"


@dataclass(frozen=True, kw_only=True)
class Site:
    """A running musicdb: where it answers, where its files lie, and who runs it."""

    url: str
    data_dir: Path
    demo_password: str
    process: subprocess.Popen[str]

    def register(self) -> Client:
        """Return a client of a new account."""
        return Client.registered(self.url, f"u{uuid.uuid4().hex[:10]}", PASSWORD)

    def demo(self) -> Client:
        return Client.logged_in(self.url, "demo", self.demo_password)

    def pids(self, words: str) -> list[int]:
        """Return the processes of this site whose command line holds `words`."""
        return [pid for pid in _descendants(self.process.pid) if words in _command(pid)]


def _command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return ""


def _descendants(pid: int) -> list[int]:
    try:
        children = [
            int(child)
            for task in Path(f"/proc/{pid}/task").iterdir()
            for child in (task / "children").read_text().split()
        ]
    except OSError:
        return []
    return [found for child in children for found in (child, *_descendants(child))]


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def own_environment() -> dict[str, str]:
    """The environment without what the tests' own servers put there: the site has its own."""
    foreign = {"DATABASE_URL", "REDIS_URL", "SECRET_KEY", "DJANGO_SETTINGS_MODULE"}
    return {
        name: value
        for name, value in os.environ.items()
        if name not in foreign and not name.startswith("MUSICDB_")
    }


def _await_start(process: subprocess.Popen[str], log: Path) -> str:
    """Return the demo password that `./run` prints once everything answers."""
    end = time.monotonic() + START_LIMIT_SECONDS
    while time.monotonic() < end:
        login = re.search(r"Login: demo / (\S+)", log.read_text())
        if login:
            return login[1]
        if process.poll() is not None:
            break
        time.sleep(0.1)
    pytest.fail(f"./run did not start:\n{log.read_text()}")


# For this folder alone: other tests are not to share the machine with it, nor the browser's event loop.
@pytest.fixture(scope="package")
def live_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("site")
    port = _free_port()
    log = folder / "run.log"
    environment = own_environment() | {
        "MUSICDB_DATA_DIR": str(folder / "data"),
        "MUSICDB_PORT": str(port),
        "REGISTRATIONS_PER_ADDRESS": "1000",
        "ANALYSIS_STARTS_PER_MINUTE": "1000",
        # Pages are looked at while nothing but what a test started goes on.
        "BACKGROUND_ON_LOGIN": "no",
    }
    with log.open("w") as output:
        process = subprocess.Popen(
            [str(ROOT / "run")], cwd=ROOT, env=environment, stdout=output, stderr=output, text=True
        )
    password = _await_start(process, log)
    yield Site(
        url=f"http://127.0.0.1:{port}",
        data_dir=folder / "data",
        demo_password=password,
        process=process,
    )
    process.send_signal(signal.SIGINT)
    process.wait(timeout=30)


@pytest.fixture(scope="package")
def browser() -> Iterator[Any]:
    if CHROMIUM is None:
        pytest.skip("no chromium: apt-get install chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=[
                "--no-sandbox",
                "--disable-gpu",
                "--disable-background-networking",
                "--disable-component-update",
                "--no-first-run",
            ],
        )
        yield started
        started.close()


@pytest.fixture
def browser_page(browser: Any) -> Iterator[Any]:
    """A page in a fresh context; an error that its script throws fails the test."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    context.close()
    assert errors == []


@pytest.fixture
def plain_page(browser: Any) -> Iterator[Any]:
    """A page of a browser without script."""
    context = browser.new_context(java_script_enabled=False)
    yield context.new_page()
    context.close()


@pytest.fixture
def log_in() -> Callable[[Any, Client], None]:
    """Log a page in as the client's user, through the form."""

    def through_the_form(page: Any, client: Client) -> None:
        page.goto(f"{client.base}/login")
        page.fill("input[name=username]", client.username)
        page.fill("input[name=password]", client.password)
        page.press("input[name=password]", "Enter")
        page.wait_for_url(f"{client.base}/")

    return through_the_form
