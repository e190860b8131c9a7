"""The change pages of the admin show a job's bar live, by the script of the pages."""

from __future__ import annotations

from typing import Any

import pytest

from tests.e2e.client import wait_until
from tests.e2e.conftest import Site


@pytest.fixture
def demo(live_site: Site) -> Any:
    return live_site.demo()


def _wait_for_the_end(page: Any) -> None:
    output = page.locator(".live-job [data-progress=percentage]")
    wait_until(output.inner_text, lambda text: text == "100 %", 60)


def test_the_page_of_a_job_moves(
    live_site: Site, demo: Any, browser_page: Any, log_in: Any
) -> None:
    log_in(browser_page, demo)
    job = demo.post("/api/duplicates/analyses", {"force_refresh": True}).body["job_id"]

    browser_page.goto(f"{live_site.url}/admin/queue/analysisjob/{job}/change/")

    assert browser_page.locator(".live-job progress").is_visible()
    _wait_for_the_end(browser_page)
    assert browser_page.locator(".live-job [data-progress=status]").inner_text() == "Done"


def test_the_page_of_an_analysis_moves(
    live_site: Site, demo: Any, browser_page: Any, log_in: Any
) -> None:
    log_in(browser_page, demo)
    started = demo.post("/api/duplicates/analyses", {"force_refresh": True}).body
    one = started["analysis_id"]

    browser_page.goto(f"{live_site.url}/admin/duplicates/duplicateanalysis/{one}/change/")

    _wait_for_the_end(browser_page)


def test_the_page_of_anothers_job_is_live_too(
    live_site: Site, demo: Any, browser_page: Any, log_in: Any
) -> None:
    log_in(browser_page, demo)
    paths: list[str] = []
    browser_page.on("websocket", lambda socket: paths.append(socket.url))
    answer = live_site.register().upload("/api/library/imports", "a.csv", b"title\nOne\n").body

    browser_page.goto(f"{live_site.url}/admin/queue/analysisjob/{answer['job_id']}/change/")

    _wait_for_the_end(browser_page)
    assert paths[-1].endswith(f"/ws/progress/{answer['job_id']}/")


def test_the_policy_refuses_nothing_in_the_admin(
    live_site: Site, demo: Any, browser_page: Any, log_in: Any
) -> None:
    said: list[str] = []
    log_in(browser_page, demo)
    browser_page.on(
        "console", lambda message: said.append(message.text) if message.type == "error" else None
    )

    for path in ("/admin/", "/admin/queue/analysisjob/", "/admin/library/track/"):
        browser_page.goto(live_site.url + path, wait_until="networkidle")

    assert said == []
