"""A page says when nobody can look at it, so that only what is watched is counted."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.e2e.client import wait_until
from tests.e2e.conftest import Site

# What a browser does when another tab is opened, and when one comes back.
TURN = """state => {
  Object.defineProperty(document, 'visibilityState', { value: state, configurable: true });
  document.dispatchEvent(new Event('visibilitychange'));
}"""


@pytest.fixture
def heard(live_site: Site, browser_page: Any, log_in: Any) -> list[Any]:
    """Return what the library's page says over its socket; it is open in the browser."""
    log_in(browser_page, live_site.register())
    opened: list[Any] = []
    said: list[Any] = []

    def listen(socket: Any) -> None:
        opened.append(socket)
        socket.on_message(lambda text: said.append(json.loads(text)))

    browser_page.route_web_socket("**/ws/progress/", listen)
    browser_page.goto(f"{live_site.url}/library")
    wait_until(lambda: browser_page.evaluate("1") and opened, bool, 10)
    return said


def test_a_page_says_when_it_is_hidden_and_when_it_is_seen_again(
    browser_page: Any, heard: list[Any]
) -> None:
    for number, state in enumerate(["hidden", "visible"], start=1):
        browser_page.evaluate(TURN, state)
        wait_until(
            lambda: browser_page.evaluate("1") and len(heard), lambda n, of=number: n >= of, 10
        )

    assert heard == [{"watching": False}, {"watching": True}]


def test_a_page_that_comes_again_while_hidden_says_so_at_once(
    live_site: Site, browser_page: Any, heard: list[Any]
) -> None:
    hidden = "Object.defineProperty(document, 'visibilityState', { value: 'hidden' })"
    browser_page.add_init_script(hidden)
    browser_page.goto(f"{live_site.url}/queue")
    wait_until(lambda: browser_page.evaluate("1") and len(heard), bool, 10)

    assert heard == [{"watching": False}]
