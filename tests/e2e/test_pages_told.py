"""Toasts of jobs: one for each piece of news, wherever it is heard, out of nobody's way."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.e2e.client import wait_until
from tests.e2e.conftest import Site

JOB = "00000000-0000-4000-8000-000000000001"


def notification(state: str = "completed", **fields: Any) -> str:
    data = {
        "id": 7,
        "type": "analysis_completed",
        "title": "The duplicate analysis is done",
        "message": "3 groups with 4 copies; up to 41 MB can be freed. It took about 3 minutes.",
        "data": {"job_id": JOB, "status": state},
    }
    return json.dumps({"type": "notification", "data": data | fields, "sequence": 1})


def finished() -> str:
    data = {
        "job_id": JOB,
        "type": "DUPLICATE_ANALYSIS",
        "status": "completed",
        "percentage": 100.0,
        "groups_found": 3,
        "revision": 9,
    }
    return json.dumps({"type": "finished", "data": data, "sequence": 2})


@pytest.fixture
def listening(live_site: Site, browser_page: Any, log_in: Any) -> Callable[[], tuple[Any, Any]]:
    """Return an opener of tabs of one browser, each with its end of the socket: the test's."""
    log_in(browser_page, live_site.register())

    def opened() -> tuple[Any, Any]:
        tab = browser_page.context.new_page()
        sockets: list[Any] = []
        tab.route_web_socket("**/ws/progress/", lambda socket: sockets.append(socket))
        tab.goto(f"{live_site.url}/library")
        wait_until(lambda: tab.evaluate("1") and sockets, bool, 10)
        return tab, sockets[0]

    return opened


def test_one_end_is_one_toast_however_it_is_heard(listening: Any) -> None:
    tab, server = listening()

    server.send(notification())
    server.send(finished())
    server.send(notification())
    tab.wait_for_selector(".toast p:has-text('up to 41 MB can be freed')")

    assert tab.locator(".toast").count() == 1


def test_a_start_and_an_end_are_two(listening: Any) -> None:
    tab, server = listening()

    server.send(notification("in_progress", title="The duplicate analysis has started"))
    server.send(notification())
    tab.wait_for_selector(".toast b:has-text('is done')")

    assert tab.locator(".toast b").all_inner_texts()[0] == "The duplicate analysis has started"


def test_what_the_user_has_switched_off_is_silent(listening: Any) -> None:
    tab, server = listening()

    server.send(finished())
    server.send(notification(title="Something else", data={}))
    tab.wait_for_selector(".toast b:has-text('Something else')")

    assert tab.locator(".toast").count() == 1


def test_two_tabs_say_it_once_and_both_keep_it(listening: Any) -> None:
    (one, first), (other, second) = listening(), listening()

    first.send(notification())
    one.wait_for_selector(".toast, [data-news] li", state="attached")
    second.send(notification())
    other.wait_for_selector("[data-news] li", state="attached")

    assert one.locator(".toast").count() + other.locator(".toast").count() == 1
    for tab in (one, other):
        assert tab.locator("[data-news] li b").first.text_content() == (
            "The duplicate analysis is done"
        )


def test_a_failure_looks_like_one_and_is_closed_by_keys(listening: Any) -> None:
    tab, server = listening()

    failed = {"job_id": JOB, "status": "failed", "code": "WORKER_LOST"}
    server.send(notification(title="The import failed", message="It was lost.", data=failed))
    tab.wait_for_selector("[role=status] .toast .bad:not([hidden])")
    tab.locator(".toast summary").press("Enter")
    assert tab.locator(".toast pre").inner_text() == "WORKER_LOST"
    assert tab.evaluate("document.activeElement.closest('.toast') !== null")
    tab.locator(".toast button").press("Enter")

    assert tab.locator(".toast").count() == 0
