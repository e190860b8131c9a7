"""The page of the queue, through the real worker and sockets, and without them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.e2e.client import wait_until
from tests.e2e.conftest import Site
from tests.e2e.test_pages_live import _csv
from tests.e2e.test_pages_look import _faults


@pytest.fixture
def queue_page(live_site: Site, browser_page: Any, log_in: Any) -> Any:
    """The page as staff has it: the demo user."""
    log_in(browser_page, live_site.demo())
    browser_page.goto(f"{live_site.url}/queue")
    return browser_page


def test_a_job_of_anybodys_comes_moves_and_ends_without_a_reload(
    live_site: Site, queue_page: Any
) -> None:
    queue_page.evaluate("window.same = true")
    answer = live_site.register().upload("/api/library/imports", "a.csv", _csv(20_000)).body
    row = queue_page.locator(f"[data-job='{answer['job_id']}']")

    row.wait_for(timeout=10_000)
    queue_page.wait_for_selector(f"[data-job='{answer['job_id']}'][data-status=in_progress]")
    percentage = row.locator("[data-progress=percentage]")
    first = percentage.inner_text()
    wait_until(percentage.inner_text, lambda text: text != first, 30)
    queue_page.wait_for_selector(
        f"[data-job='{answer['job_id']}'][data-status=completed]", timeout=60_000
    )

    assert queue_page.evaluate("window.same") is True
    assert row.get_by_role("button", name="Cancel").count() == 0


def test_a_user_without_the_socket_sees_what_polling_says(
    live_site: Site, browser_page: Any, log_in: Any
) -> None:
    log_in(browser_page, live_site.register())
    browser_page.route_web_socket("**/ws/progress/", lambda socket: socket.close())
    browser_page.goto(f"{live_site.url}/queue")
    waiting = browser_page.locator("[data-queue='low.waiting']")
    assert waiting.inner_text() == "0"

    def with_work(route: Any) -> None:
        body = route.fetch().json()
        body["bands"]["low"]["waiting"] = 1234
        route.fulfill(body=json.dumps(body), content_type="application/json")

    browser_page.route("**/api/queue/status", with_work)

    wait_until(waiting.inner_text, lambda text: text == "1,234", 20)


def test_a_running_job_is_cancelled_by_keyboard_and_the_page_stays(
    live_site: Site, browser_page: Any, log_in: Any
) -> None:
    alice = live_site.register()
    log_in(browser_page, alice)
    job = alice.upload("/api/library/imports", "a.csv", _csv(60_000)).body["job_id"]
    browser_page.goto(f"{live_site.url}/queue")
    browser_page.evaluate("window.same = true")

    browser_page.locator(f"#cancel-{job}").focus()
    browser_page.keyboard.press("Enter")

    browser_page.wait_for_selector(f"[data-job='{job}'][data-status=cancelled]", timeout=60_000)
    assert browser_page.evaluate("window.same") is True
    assert browser_page.locator(".toast").count() >= 1


def test_its_forms_work_without_script(live_site: Site, plain_page: Any, log_in: Any) -> None:
    alice = live_site.register()
    log_in(plain_page, alice)
    job = alice.upload("/api/library/imports", "a.csv", _csv(60_000)).body["job_id"]
    plain_page.goto(f"{live_site.url}/queue")

    plain_page.locator(f"#cancel-{job}").click()

    plain_page.wait_for_url(f"{live_site.url}/queue")
    assert alice.wait_for_job(job)["status"] == "cancelled"


@pytest.mark.parametrize("width", [360, 1400])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_serious_and_nothing_scrolls_sideways(
    live_site: Site, queue_page: Any, width: int, theme: str
) -> None:
    queue_page.emulate_media(color_scheme=theme)
    queue_page.set_viewport_size({"width": width, "height": 800})
    live_site.demo().post("/api/duplicates/analyses", {"force_refresh": True})
    queue_page.goto(f"{live_site.url}/queue")

    assert _faults(queue_page) == []
    assert queue_page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
