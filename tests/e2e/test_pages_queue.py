"""The page of the queue, through the real worker and sockets, and without them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.audio import wav, zipped
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


def test_staff_is_told_of_their_own_jobs_there_too(live_site: Site, queue_page: Any) -> None:
    answer = live_site.demo().upload("/api/library/imports", "a.csv", _csv(20))

    toast = queue_page.locator(".toast", has_text="The import is done")
    toast.wait_for(timeout=30_000)
    assert answer.status == 202


def test_the_list_is_narrowed_without_a_reload(live_site: Site, queue_page: Any) -> None:
    queue_page.evaluate("window.same = true")

    queue_page.select_option("#choose-state", "ended")

    queue_page.wait_for_url("**/queue?state=ended")
    queue_page.get_by_role("heading", name="Ended", exact=True).wait_for()
    queue_page.locator("#choose-all").click()
    queue_page.get_by_role("heading", name="Running and waiting").wait_for()
    assert queue_page.evaluate("window.same") is True


def test_the_dashboard_counts_analysed_songs_without_a_reload(
    live_site: Site, browser_page: Any, log_in: Any
) -> None:
    alice = live_site.register()
    songs = zipped({"1.wav": wav(title="A"), "2.wav": wav(title="B")})
    alice.wait_for_job(alice.upload("/api/library/imports", "a.zip", songs).body["job_id"])
    log_in(browser_page, alice)
    analysed = browser_page.locator("[data-songs=analysed]")
    assert analysed.inner_text() == "0"

    track = alice.get("/api/tracks")["results"][0]["id"]
    alice.post(f"/api/songs/{track}/analyze")

    wait_until(analysed.inner_text, lambda text: text == "1", 30)
    assert browser_page.locator("[data-songs=percentage]").inner_text() == "50 %"


def test_a_new_priority_is_seen_at_once(live_site: Site, queue_page: Any) -> None:
    alice, demo = live_site.register(), live_site.demo()
    assert demo.post("/api/queue/pause", {}).status == 200
    try:
        job = alice.post("/api/duplicates/analyses", {}).body["job_id"]
        row = queue_page.locator(f"[data-job='{job}']")
        row.wait_for(timeout=10_000)
        demo.post(f"/api/queue/jobs/{job}/priority", {"priority": "low"})
        queue_page.wait_for_selector(f"[data-job='{job}'][data-priority=low]", timeout=10_000)
        assert "place " in row.inner_text()
    finally:
        demo.post("/api/queue/resume", {})


@pytest.mark.parametrize(("width", "theme"), [(360, "dark"), (1400, "light")])
def test_axe_finds_nothing_serious_and_nothing_scrolls_sideways(
    live_site: Site, queue_page: Any, width: int, theme: str
) -> None:
    queue_page.emulate_media(color_scheme=theme)
    queue_page.set_viewport_size({"width": width, "height": 800})
    live_site.demo().post("/api/duplicates/analyses", {"force_refresh": True})
    queue_page.goto(f"{live_site.url}/queue")

    assert _faults(queue_page) == []
    assert queue_page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
